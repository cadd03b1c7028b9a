package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(withServer{m}, map[string]func(){"pendampingd": main, "tablet": tabletMain})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			id, err := age.GenerateX25519Identity()
			if err != nil {
				return err
			}
			wrong, err := age.GenerateX25519Identity()
			if err != nil {
				return err
			}
			e.Setenv("RECIPIENT", id.Recipient().String())
			return errors.Join(os.WriteFile(filepath.Join(e.WorkDir, "key.txt"), []byte(id.String()+"\n"), 0o600),
				os.WriteFile(filepath.Join(e.WorkDir, "wrong.txt"), []byte(wrong.String()+"\n"), 0o600))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status,
		},
	})
}

// status runs a program and wants a certain exit code: status CODE PROGRAM [ARGS].
func status(ts *testscript.TestScript, neg bool, args []string) { //nolint:revive // testscript calls it so
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE PROGRAM [ARGS]")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = strings.TrimPrefix(exit.String(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, not %s", code, args[0])
	}
}

// TestStopsOnSIGTERM starts the program itself, as its signals are main's business.
func TestStopsOnSIGTERM(t *testing.T) {
	dir := t.TempDir()
	var made bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "pendampingd", "init", "--data", dir, "--name", "JarPUK", "--coordinator", "Siti", "--url", "http://127.0.0.1:1")
	cmd.Stderr = &made
	if err := cmd.Run(); err != nil {
		t.Fatalf("init: %v %s", err, made.String())
	}
	serve := exec.CommandContext(t.Context(), "pendampingd", "serve", "--data", dir, "--http", "--listen", "127.0.0.1:0")
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	serve.Stderr = &log
	if err = serve.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "Listening on http://127.0.0.1:") {
		t.Fatalf("no address: %q %v", line, err)
	}

	// Meanwhile the hub runs what others ask for; where it cannot, they are told why.
	said, err := exec.CommandContext(t.Context(), "pendampingd", "check", "--data", dir).CombinedOutput()
	if err != nil || !strings.Contains(string(said), "no findings") {
		t.Errorf("check beside serve: %v, %s", err, said)
	}
	said, err = exec.CommandContext(t.Context(), "pendampingd", "serve", "--data", dir, "--http").CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitRefused || !strings.Contains(string(said), "in use") {
		t.Errorf("serve beside serve: %v, %s", err, said)
	}

	if err = serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err = serve.Wait(); err != nil {
		t.Fatalf("serve: %v\n%s", err, log.String())
	}
	if !strings.Contains(log.String(), `"msg":"hub stopped"`) {
		t.Errorf("no word of stopping: %s", log.String())
	}
	again, err := exec.CommandContext(t.Context(), "pendampingd", "check", "--data", dir).CombinedOutput()
	if err != nil || !strings.Contains(string(again), "no findings") {
		t.Errorf("check after serve: %v %s", err, again)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	ok(t, os.WriteFile(path, []byte(text), 0o600))
}
