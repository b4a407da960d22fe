package inbox_test

import (
	"bytes"
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

// kith is the real binary, built once for the tests that kill it.
var kith = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kith-binary-*")
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
	code := m.Run()
	if binary, err := kith(); err == nil {
		if err := os.RemoveAll(filepath.Dir(binary)); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// running is a school in a process of its own.
type running struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	said *bytes.Buffer
}

// start serves a data folder with the real binary and waits until it answers.
func start(t *testing.T, dir string) *running {
	t.Helper()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, url: "http://" + addr, said: &bytes.Buffer{}}
	r.cmd = exec.Command(binary, "serve", "--dir", dir, "--addr", addr)
	r.cmd.Stdout, r.cmd.Stderr = r.said, r.said
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if response, err := http.Get(r.url + "/kith/v1/hello"); err == nil {
			response.Body.Close() //nolint:errcheck,gosec // only read
			if response.StatusCode == http.StatusOK {
				return r
			}
		}
		if time.Now().After(end) {
			r.kill()
			t.Fatal("the school did not answer: ", r.said)
		}
	}
}

// kill ends the process as a power cut does: nothing is finished.
func (r *running) kill() {
	if r.cmd.ProcessState != nil {
		return
	}
	if err := r.cmd.Process.Kill(); err != nil {
		r.t.Error("kill:", err)
	}
	_ = r.cmd.Wait() // it says that it was killed
}
