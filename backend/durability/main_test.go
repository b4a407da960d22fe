package durability_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// asTracer is the argument that makes this program the tracer of one command.
const asTracer = "trace-a-command"

// tracing is what the tracer does with a command that works below a folder. There is one for Linux on x86-64, and the tests that need it
// stand beside it.
var tracing func(when, dir string, command []string) error

// A tracer counts from the first call of the process, or from when it is told to.
const (
	fromStart = "from-start"
	fromNow   = "from-now"
)

// kith is the real binary, built once for every test here.
var kith = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kith-durability-*")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "kith")
	build := exec.Command("go", "build", "-o", binary, "kith/backend/cmd/kith")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if told, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the binary: %w: %s", err, told)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	if len(os.Args) > 4 && os.Args[1] == asTracer {
		if err := tracing(os.Args[2], os.Args[3], os.Args[4:]); err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if binary, err := kith(); err == nil {
		if err := os.RemoveAll(filepath.Dir(binary)); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// free is an address at which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listening.Close()
	return listening.Addr().String()
}

// answers waits until a school answers, and says whether it ever did. It gives up when the school is gone; nil says that it is not.
func answers(url string, gone <-chan struct{}) bool {
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		select {
		case <-gone:
			return false
		default:
		}
		if response, err := http.Get(url + "/kith/v1/hello"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return true
			}
		}
	}
	return false
}
