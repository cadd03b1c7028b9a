package cluster

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"strconv"
)

// process is a program that runs under a shell, in a folder of its own. The shell ends it
// when its input does, and so also when this process was killed.
type process struct {
	dir   string
	cmd   *exec.Cmd
	leash io.WriteCloser
}

// hand gives the folder to the user who is to run the program, which refuses to be run by
// root, and returns how to become that user.
func (p *process) hand() (prefix []string, err error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	var account *user.User
	for _, name := range []string{"postgres", "nobody"} {
		if account, err = user.Lookup(name); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("user of the server: %w", err)
	}
	uid, err1 := strconv.Atoi(account.Uid)
	gid, err2 := strconv.Atoi(account.Gid)
	if err := errors.Join(err1, err2, os.Chown(p.dir, uid, gid)); err != nil {
		return nil, fmt.Errorf("user of the server: %w", err)
	}
	return []string{"runuser", "-u", account.Username, "--"}, nil
}

// run starts the shell.
func (p *process) run(args []string) (err error) {
	p.cmd = exec.Command(args[0], args[1:]...) //nolint:noctx // ends by its input, not with the context of its start
	p.cmd.Dir = p.dir
	if p.leash, err = p.cmd.StdinPipe(); err != nil {
		return fmt.Errorf("shell: %w", err)
	}
	if err = p.cmd.Start(); err != nil {
		return fmt.Errorf("shell: %w", err)
	}
	return nil
}

// end lets the shell end the program, waits for it and removes the folder. A process that
// was never started has its folder removed.
func (p *process) end() (err error) {
	if p.leash != nil {
		err = p.leash.Close()
	}
	if p.cmd != nil && p.cmd.Process != nil {
		var exit *exec.ExitError
		if wait := p.cmd.Wait(); !errors.As(wait, &exit) { // the shell reports how the program ended
			err = errors.Join(err, wait)
		}
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}
