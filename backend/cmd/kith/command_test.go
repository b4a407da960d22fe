package main_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// kith is the real binary, built once.
var kith = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "kith-command-*")
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

// command is kith with arguments, in an environment of its own.
func command(t *testing.T, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := kith()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, args...)
	cmd.Env, cmd.Dir = environment, t.TempDir()
	return cmd
}

func run(t *testing.T, environment []string, args ...string) (string, error) {
	t.Helper()
	said, err := command(t, environment, args...).CombinedOutput()
	return string(said), err
}

// free is an address at which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listening.Addr().String()
	if err := listening.Close(); err != nil {
		t.Fatal(err)
	}
	return addr
}

func TestWithoutACommandItSaysWhatItCanDo(t *testing.T) {
	said, err := run(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"serve", "setup", "invite", "demo", "health", "backup", "restore", "erase", "verify"} {
		if !strings.Contains(said, "  "+name) {
			t.Errorf("%s is not among its commands: %s", name, said)
		}
	}
	if said, err := run(t, nil, "fly"); err == nil || !strings.Contains(said, `there is no command "fly"`) {
		t.Errorf("a command that it does not have: %v %s", err, said)
	}
}

func TestItsConfigurationIsPrintedWithoutItsSecrets(t *testing.T) {
	secret := strings.Repeat("5ec2e7", 11)
	said, err := run(t, []string{
		"KITH_KEY=" + secret, "KITH_PEPPER=" + secret, "KITH_MAIL_PASSWORD=" + secret, "KITH_MAIL_HOST=mail.riverside.example",
		"KITH_MAIL_PORT=2525", "KITH_JOURNAL=/other/disk", "KITH_BACKUPS=/backups", "KITH_KEEP_BACKUPS=3", "KITH_OPERATORS=192.0.2.1, 192.0.2.2", "KITH_DIR=/from/the/environment", "KITH_ADDR=127.0.0.1:1",
	}, "serve", "--print-config", "--addr", "127.0.0.1:8091", "--origin", "https://kith.riverside.example/")
	if err != nil {
		t.Fatal(err, said)
	}
	if strings.Contains(said, secret) {
		t.Errorf("it tells a secret: %s", said)
	}
	for _, line := range []string{
		`"addr": "127.0.0.1:8091"`, `"dir": "/from/the/environment"`, `"origin": "https://kith.riverside.example"`, `"keyGiven": true`,
		`"mailHost": "mail.riverside.example"`, `"mailPort": 2525`, `"journal": "/other/disk"`, `"backups": "/backups"`, `"keepBackups": 3`, `"backupEvery": "24h0m0s"`, `"backupsEncrypted": false`, `"192.0.2.1"`, `"192.0.2.2"`,
	} {
		if !strings.Contains(said, line) {
			t.Errorf("%s is not told: %s", line, said)
		}
	}
	if said, err := run(t, nil, "serve", "--print-config", "--addr", "127.0.0.1:8091"); err != nil || !strings.Contains(said, `"origin": "http://127.0.0.1:8091"`) {
		t.Errorf("without an origin: %v %s", err, said)
	}
}

func TestItDoesNotStartWithWhatCannotBe(t *testing.T) {
	for what, try := range map[string]struct {
		environment, args []string
		says              string
	}{
		"an address without a port": {nil, []string{"--addr", "somewhere"}, "the address to listen on"},
		"a flag that nobody knows":  {nil, []string{"--loud"}, "flag provided but not defined"},
		"a weak key":                {[]string{"KITH_KEY=00"}, []string{"--addr", free(t)}, "the key is missing or weak"},
		"a weak pepper":             {[]string{"KITH_PEPPER=drum"}, []string{"--addr", free(t)}, "the pepper is missing or weak"},
	} {
		said, err := run(t, try.environment, append([]string{"serve", "--dir", t.TempDir()}, try.args...)...)
		if err == nil || !strings.Contains(said, try.says) {
			t.Errorf("with %s: %v %s", what, err, said)
		}
	}
}

func TestASchoolIsServedAskedAndStopped(t *testing.T) {
	dir, addr := t.TempDir(), free(t)
	if said, err := run(t, nil, "health", "--addr", addr); err == nil || !strings.Contains(said, "does not answer") {
		t.Errorf("before the start it is said to answer: %v %s", err, said)
	}
	var said bytes.Buffer
	serving := command(t, nil, "serve", "--dir", dir, "--addr", addr)
	serving.Stdout, serving.Stderr = &said, &said
	if err := serving.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if serving.ProcessState == nil {
			_ = serving.Process.Kill() // it is ended in whatever way
			_ = serving.Wait()
		}
	})
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if answered, err := run(t, nil, "health", "--addr", addr); err == nil && strings.Contains(answered, "The school answers.") {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the school did not answer: ", said.String())
		}
	}
	for range 2 { // the school runs, and the link can be asked for again
		if link, err := run(t, nil, "setup", "--dir", dir, "--addr", addr); err != nil || !strings.Contains(link, "http://"+addr+"/") || !strings.Contains(link, "#") {
			t.Errorf("the link for the first coordinator: %v %s", err, link)
		}
	}
	archive, again := filepath.Join(t.TempDir(), "today.tar"), filepath.Join(t.TempDir(), "again")
	if told, err := run(t, nil, "backup", "--dir", dir, "--out", archive); err != nil || !strings.Contains(told, "holds the school as it is now") {
		t.Errorf("a backup while the school runs: %v %s", err, told)
	}
	if told, err := run(t, nil, "restore", "--dir", again, "--from", archive); err != nil || !strings.Contains(told, "The law of reading holds.") {
		t.Errorf("put back beside the school that runs: %v %s", err, told)
	}
	if told, err := run(t, nil, "verify", "--dir", again); err != nil {
		t.Errorf("the school that was put back: %v %s", err, told)
	}
	response, err := http.Post("http://"+addr+"/kith/v1/demo/enter", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if response.Body.Close() != nil || response.StatusCode < 400 {
		t.Errorf("the demo's door is open under serve: %d", response.StatusCode)
	}
	if err := serving.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := serving.Wait(); err != nil {
		t.Errorf("it did not stop cleanly: %v %s", err, said.String())
	}
	if !strings.Contains(said.String(), "Kith answers on http://"+addr) {
		t.Errorf("at its start it said %q", said.String())
	}
	if verified, err := run(t, nil, "verify", "--dir", dir); err != nil || !strings.Contains(verified, "The law of reading holds.") {
		t.Errorf("afterwards: %v %s", err, verified)
	}
}

func TestKeepingCommandsSayWhatTheyLack(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for _, try := range []struct{ args, says string }{
		{"backup --dir " + nowhere, "--out FILE"},
		{"backup --dir " + nowhere + " --out " + nowhere + ".tar", "there is no school"},
		{"backup --dir " + nowhere + " --out " + nowhere + ".tar --to drums", "who may open the backup"},
		{"restore --dir " + nowhere, "--from FILE"},
		{"erase --dir " + nowhere, "--moment ID"},
		{"erase --dir " + nowhere + " --moment x", "there is no school"},
		{"serve --dir " + nowhere + " --backup-every sometimes", "how often to back up"},
		{"serve --dir " + nowhere + " --backups " + nowhere + " --addr " + free(t), "the folder for backups"},
		{"restore --dir " + nowhere + " --from " + nowhere + ".tar", "open the backup"},
		{"restore --dir " + nowhere + " --from " + nowhere + ".tar --identity " + nowhere, "the key of the backup"},
	} {
		if said, err := run(t, nil, strings.Fields(try.args)...); err == nil || !strings.Contains(said, try.says) {
			t.Errorf("kith %s: %v %s", try.args, err, said)
		}
	}
	if _, err := os.Stat(nowhere); err == nil {
		t.Error("a school was made where none was")
	}
}

func TestAMomentIsErasedFromASchoolThatNobodyServes(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Shut()
	if said, err := run(t, nil, "erase", "--dir", school.Dir, "--moment", "nosuchmoment000"); err == nil {
		t.Errorf("one that is not there: %s", said)
	}
	if said, err := run(t, nil, "erase", "--dir", school.Dir, "--moment", story.Revision.Moment); err != nil || !strings.Contains(said, "It is gone.") {
		t.Fatalf("%v %s", err, said)
	}
	err := filepath.WalkDir(school.Dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		if bytes.Contains(body, []byte(story.Revision.Words)) || bytes.Contains(body, []byte("Theo at the drums")) || strings.Contains(name, story.Photo.Media) {
			t.Errorf("something of it is in %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if said, err := run(t, nil, "verify", "--dir", school.Dir); err != nil {
		t.Errorf("afterwards: %v %s", err, said)
	}
}

func TestSomebodyIsErasedByTheOperatorAndTheCertificateHolds(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Shut()
	certificate := filepath.Join(t.TempDir(), "certificate.json")
	if said, err := run(t, nil, "erase", "--dir", school.Dir, "--person", c.Theo.Person); err == nil || !strings.Contains(said, "--certificate FILE") {
		t.Fatalf("without a place for the certificate: %v %s", err, said)
	}
	if said, err := run(t, nil, "erase", "--dir", school.Dir, "--person", "nosuchperson000", "--certificate", certificate); err == nil {
		t.Errorf("one that is not there: %s", said)
	}
	if said, err := run(t, nil, "erase", "--dir", school.Dir, "--person", c.Theo.Person, "--certificate", certificate); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	if said, err := run(t, nil, "verify", "--dir", school.Dir, "--certificate", certificate); err != nil || !strings.Contains(said, "The certificate holds: "+c.Theo.Person) {
		t.Errorf("%v %s", err, said)
	}
	text, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	for what, other := range map[string][]byte{
		"another number": bytes.Replace(text, []byte(`"quotes": 1`), []byte(`"quotes": 2`), 1), "no JSON": []byte("nothing"),
		"one of nobody": []byte(`{"kith":"certificate"}`),
	} {
		if bytes.Equal(other, text) {
			t.Fatal("nothing was changed")
		}
		if err := os.WriteFile(certificate, other, 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := run(t, nil, "verify", "--dir", school.Dir, "--certificate", certificate); err == nil {
			t.Errorf("%s holds: %s", what, said)
		}
	}
	err = filepath.WalkDir(school.Dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		if bytes.Contains(body, []byte("Louder!")) || strings.Contains(name, story.Photo.Media) {
			t.Errorf("something of him is in %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestVerifyFindsWhatIsNotSound(t *testing.T) {
	for what, plant := range map[string]string{
		"a row that nobody may hold": `INSERT INTO feed (key, kind, subject, seq, gone, revision, decision, mark) VALUES ('circle:x', 'ask', 'y', 1, 0, '', '', 'm')`,
		"a chain that was cut":       `DELETE FROM house WHERE name = 'audit_head'`,
	} {
		t.Run(what, func(t *testing.T) {
			quiet := &kithtest.Quiet{TB: t}
			school := kithtest.Open(quiet)
			school.DrumRoom()
			if err := school.Run(plant); err != nil {
				t.Fatal(err)
			}
			school.Shut()
			if said, err := run(t, nil, "verify", "--dir", school.Dir); err == nil {
				t.Errorf("it is said to be sound: %s", said)
			}
		})
	}
}
