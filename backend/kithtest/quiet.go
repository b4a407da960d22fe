package kithtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Quiet is a test in which breaches are expected: errors are kept and read, and do not fail it. Fatal ends it as ever.
type Quiet struct {
	testing.TB
	mu     sync.Mutex
	errors []string
}

// Error keeps what was said.
func (q *Quiet) Error(args ...any) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.errors = append(q.errors, fmt.Sprintln(args...))
}

// Said is everything that was said so far.
func (q *Quiet) Said() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return strings.Join(q.errors, "")
}
