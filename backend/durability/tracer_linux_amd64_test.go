package durability_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
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

func init() { tracing = traceACommand }

// traceACommand is the whole life of the tracer: start the command, wait for a plan, and count until the command is over. It says one line
// for each call that counts.
func traceACommand(when, dir string, command []string) error {
	runtime.LockOSThread() // every question to the kernel has to come from the thread that began to trace
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Ptrace: when == fromStart}
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
	take := t.seizeAll
	if when == fromStart {
		take = t.takeNew
	}
	if err := take(); err != nil {
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

// options trace calls and new threads, and leave no school behind when the tracer ends.
const options = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE | 0x100000

// takeNew takes a school that waits before its first call.
func (t *tracer) takeNew() error {
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(t.pid, &status, 0, nil); err != nil {
		return err
	}
	t.known[t.pid] = true
	if err := ptrace(syscall.PTRACE_SETOPTIONS, t.pid, 0, options); err != nil {
		return err
	}
	return ptrace(syscall.PTRACE_SYSCALL, t.pid, 0, 0)
}

// seizeAll takes every thread. A thread that is born meanwhile is found in the next look.
func (t *tracer) seizeAll() error {
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
		case event != 0, signal == syscall.SIGSTOP && !t.known[tid]: // a thread is born
			signal = 0
		}
		t.known[tid] = true
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
