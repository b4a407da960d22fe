package durability_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// The tracer is a debugger of one question: what if the disk, or the power, fails at the n-th call of this process? strace can make a call
// fail, but counts each thread and each kind of call for itself, and Go's threads take turns; so "the n-th call" would be another one in
// each run. This one counts all calls of all threads that change the data folder, in one row, from the moment it is told to begin.

// plan is what goes wrong.
type plan struct {
	Fault string // "" nothing, "kill" before the call, "torn" after half of its bytes, or the name of an errno
	At    int    // the first call that meets it, counted from 1
	Stays bool   // every call from At on, until the fault is lifted
}

func (p plan) String() string {
	what := fmt.Sprintf("%s at call %d", p.Fault, p.At)
	if p.Stays {
		what += " and from then on"
	}
	return what
}

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
	case "ENOSPC": // taking away needs no room
		return c.path != "" && !strings.HasPrefix(c.name, "unlink") && c.name != "rmdir"
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

// tracer is a process of its own, so that waiting for a school's threads takes nobody else's children away.
type tracer struct {
	dir    string
	pid    int
	plan   plan
	n      int
	lifted atomic.Bool
	under  map[int]*call // the call that a thread is in, if something is done to it
	known  map[int]bool
	disk   disk
}

// traceASchool is the whole life of the tracer: start the school, wait for a plan, and count until the school is gone. It says one line for
// each call that counts.
func traceASchool(binary, dir, addr string) error {
	runtime.LockOSThread() // every question to the kernel has to come from the thread that began to trace
	cmd := exec.Command(binary, "serve", "--dir", dir, "--addr", addr)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	t := &tracer{dir: dir, pid: cmd.Process.Pid, under: map[int]*call{}, known: map[int]bool{}, disk: disk{}}
	told := bufio.NewScanner(os.Stdin)
	if !told.Scan() {
		return cmd.Process.Kill()
	}
	if err := json.Unmarshal(told.Bytes(), &t.plan); err != nil {
		return err
	}
	if err := t.seizeAll(); err != nil {
		return err
	}
	fmt.Println("ready")
	go func() { // "lift" ends the fault, the end of the input ends the school
		for told.Scan() {
			t.lifted.Store(true)
			fmt.Println("lifted")
		}
		_ = syscall.Kill(t.pid, syscall.SIGKILL) // it may be gone already
	}()
	return t.run()
}

// seizeAll takes every thread. A thread that is born meanwhile is found in the next look.
func (t *tracer) seizeAll() error {
	const options = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE | 0x100000 // EXITKILL
	for found := true; found; {
		found = false
		tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", t.pid))
		if err != nil {
			return err
		}
		for _, task := range tasks {
			tid, err := strconv.Atoi(task.Name())
			if err != nil || t.known[tid] {
				continue
			}
			const seize, interrupt = 0x4206, 0x4207
			if err := ptrace(seize, tid, 0, options); errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ESRCH) {
				continue // it was seized by its birth, or it is gone
			} else if err != nil {
				return fmt.Errorf("seize: %w", err)
			}
			if err := ptrace(interrupt, tid, 0, 0); err != nil {
				return fmt.Errorf("interrupt: %w", err)
			}
			t.known[tid], found = true, true
		}
	}
	return nil
}

func ptrace(request, tid int, addr, data uintptr) error {
	if _, _, err := syscall.RawSyscall6(syscall.SYS_PTRACE, uintptr(request), uintptr(tid), addr, data, 0, 0); err != 0 {
		return err
	}
	return nil
}

// run answers every stop of every thread until the school is gone.
func (t *tracer) run() error {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var status syscall.WaitStatus
		tid, err := syscall.Wait4(-1, &status, 0x40000000, nil) // __WALL: threads too
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		if status.Exited() || status.Signaled() {
			delete(t.under, tid)
			if tid == t.pid {
				fmt.Fprintln(out, "gone")
				for _, left := range t.disk.left() {
					fmt.Fprintln(out, "lost", left)
				}
				return nil
			}
			continue
		}
		if !status.Stopped() {
			continue
		}
		signal, event := status.StopSignal(), int(status)>>16
		switch {
		case signal == syscall.SIGTRAP|0x80:
			signal = 0
			t.stopped(tid, out)
		case event != 0:
			signal = 0
		}
		_ = ptrace(syscall.PTRACE_SYSCALL, tid, 0, uintptr(signal)) // a thread that was killed meanwhile says so itself
	}
}

// stopped looks at a thread that enters a call or leaves one.
func (t *tracer) stopped(tid int, out *bufio.Writer) {
	var regs syscall.PtraceRegs
	if syscall.PtraceGetRegs(tid, &regs) != nil {
		return // it is being killed
	}
	if entering := t.entering(tid); !entering {
		t.left(tid, &regs)
		return
	}
	c := t.look(&regs)
	if c == nil {
		return
	}
	t.n++
	fmt.Fprintln(out, "call", t.n, c.name, c.path)
	out.Flush() //nolint:errcheck // whoever reads is gone; so will this be
	t.under[tid] = c
	if !t.plan.meets(t.n, *c) || t.lifted.Load() {
		return
	}
	fmt.Fprintln(out, "met", t.n, c.name, c.path)
	out.Flush() //nolint:errcheck // as above
	switch t.plan.Fault {
	case "kill":
		_ = syscall.Kill(t.pid, syscall.SIGKILL)
	case "torn":
		c.name += " torn"
		regs.Rdx /= 2
		_ = syscall.PtraceSetRegs(tid, &regs)
	default:
		c.name += " failed"
		regs.Orig_rax = ^uint64(0)
		_ = syscall.PtraceSetRegs(tid, &regs)
	}
}

// left is told when a thread comes out of a call.
func (t *tracer) left(tid int, regs *syscall.PtraceRegs) {
	c := t.under[tid]
	delete(t.under, tid)
	if c == nil {
		return
	}
	switch {
	case strings.HasSuffix(c.name, " torn"):
		_ = syscall.Kill(t.pid, syscall.SIGKILL)
		return
	case strings.HasSuffix(c.name, " failed"):
		regs.Rax = uint64(-int64(faults[t.plan.Fault]))
		_ = syscall.PtraceSetRegs(tid, regs)
		t.disk.failed(*c)
	case int64(regs.Rax) >= 0:
		t.disk.done(*c)
	}
}

// entering asks the kernel, since a thread that was seized in the middle of a call comes out of it first.
func (t *tracer) entering(tid int) bool {
	const getSyscallInfo = 0x420e
	var info [88]byte
	if ptrace(getSyscallInfo, tid, uintptr(len(info)), uintptr(unsafe.Pointer(&info[0]))) != nil {
		return false
	}
	return info[0] == 1
}

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
	if flags := map[string]uint64{"open": args[1], "openat": args[2]}; strings.HasPrefix(named.name, "open") && flags[named.name]&syscall.O_CREAT == 0 {
		return nil
	}
	c := &call{name: named.name, path: t.inside(t.text(args[named.arg]))}
	if strings.HasPrefix(c.name, "rename") {
		c.was = t.inside(t.text(args[named.arg/2]))
	}
	_, err := os.Lstat(filepath.Join(t.dir, c.path))
	c.fresh = errors.Is(err, fs.ErrNotExist)
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
