package durability_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// plan is what goes wrong.
type plan struct {
	Fault string // "" nothing, "kill" before the call, "torn" after half of its bytes, or the name of an errno
	At    int    // the first call that meets it, counted from 1
	Stays bool   // every call from At on, until the fault is lifted
	Start bool   // count from the first call of the process, instead of from now
}

func (p plan) String() string {
	what := fmt.Sprintf("%s at call %d", p.Fault, p.At)
	if p.Stays {
		what += " and from then on"
	}
	return what
}

// deadly says whether the school is gone then.
func (p plan) deadly() bool { return p.Fault == "kill" || p.Fault == "torn" }

// meets says whether a call goes wrong.
func (p plan) meets(n int, c call) bool {
	if p.Fault == "" || n < p.At || n > p.At && !p.Stays {
		return false
	}
	switch p.Fault {
	case "kill":
		return true
	case "torn":
		return c.path != "" && (c.name == "write" || c.name == "pwrite64")
	case "ENOSPC": // taking away and shortening need no room
		return c.path != "" && !strings.HasPrefix(c.name, "unlink") && c.name != "rmdir" && c.name != "ftruncate"
	}
	return c.path != "" // the line to a phone breaks by a kill, never by a disk
}

// call is one that changes the data folder, or an answer on its way to a phone.
type call struct {
	name, path string // the path is relative to the data folder, and empty for an answer
	was        string // the old name of what is renamed
	from, to   uint64 // the bytes that a write puts down
	fresh      bool   // the name was not there before
}

// faults are what a disk says.
var faults = map[string]syscall.Errno{"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC}

// byFile are the calls whose first argument is an open file, byName those that name one.
var (
	byFile = map[uint64]string{
		syscall.SYS_WRITE: "write", syscall.SYS_PWRITE64: "pwrite64", syscall.SYS_WRITEV: "writev", syscall.SYS_FSYNC: "fsync",
		syscall.SYS_FDATASYNC: "fdatasync", syscall.SYS_FTRUNCATE: "ftruncate", syscall.SYS_FALLOCATE: "fallocate",
	}
	byName = map[uint64]struct {
		name string
		arg  int // which argument is the name
	}{
		syscall.SYS_OPEN: {"open", 0}, syscall.SYS_OPENAT: {"openat", 1}, syscall.SYS_MKDIR: {"mkdir", 0}, syscall.SYS_MKDIRAT: {"mkdirat", 1},
		syscall.SYS_RENAME: {"rename", 1}, syscall.SYS_RENAMEAT: {"renameat", 3}, 316: {"renameat2", 3},
		syscall.SYS_UNLINK: {"unlink", 0}, syscall.SYS_UNLINKAT: {"unlinkat", 1}, syscall.SYS_RMDIR: {"rmdir", 0},
	}
)

// look says what call this is, or nil if it changes nothing that a school promises.
func (t *tracer) look(regs *syscall.PtraceRegs) *call {
	args := []uint64{regs.Rdi, regs.Rsi, regs.Rdx, regs.R10}
	if name, is := byFile[regs.Orig_rax]; is {
		target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", t.pid, int32(args[0])))
		if err != nil {
			return nil
		}
		if strings.HasPrefix(target, "socket:") && (name == "write" || name == "writev") {
			return &call{name: "answer"}
		}
		c := &call{name: name, path: t.inside(target), to: math.MaxUint64}
		if name == "pwrite64" {
			c.from, c.to = args[3], args[3]+args[2]
		}
		return counting(c)
	}
	named, is := byName[regs.Orig_rax]
	if !is {
		return nil
	}
	opens := strings.HasPrefix(named.name, "open")
	flags := map[string]uint64{"open": args[1], "openat": args[2]}[named.name]
	if opens && flags&syscall.O_CREAT == 0 {
		return nil
	}
	c := &call{name: named.name, path: t.inside(t.text(args[named.arg]))}
	if strings.HasPrefix(c.name, "rename") {
		c.was = t.inside(t.text(args[named.arg/2]))
	}
	_, err := os.Lstat(filepath.Join(t.dir, c.path))
	c.fresh = errors.Is(err, fs.ErrNotExist)
	if !c.fresh && (strings.HasPrefix(c.name, "mkdir") || opens && flags&syscall.O_TRUNC == 0) {
		return nil // SQLite opens its files as if they might be new; nothing comes of it
	}
	return counting(c)
}

func counting(c *call) *call {
	if c.path == "" {
		return nil
	}
	return c
}

// inside is a path within the data folder, or nothing.
func (t *tracer) inside(path string) string {
	at, err := filepath.Rel(t.dir, strings.TrimSuffix(path, " (deleted)"))
	if err != nil || strings.HasPrefix(at, "..") {
		return ""
	}
	return at
}

// text reads a name out of the school's memory.
func (t *tracer) text(at uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", t.pid))
	if err != nil {
		return ""
	}
	defer memory.Close() //nolint:errcheck // only read
	name := make([]byte, 512)
	n, _ := memory.ReadAt(name, int64(at)) // it may end within a page
	before, _, _ := bytes.Cut(name[:n], []byte{0})
	return string(before)
}
