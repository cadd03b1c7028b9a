package main

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"

	"pendamping/fault"
)

// files are those the operator names on the command line. A command that the serving
// hub runs for somebody reaches them through the program that asked for it: hub and
// operator may be different users, in different folders.
type files interface {
	// read reads a whole file; "-" is standard input.
	read(path string) ([]byte, error)
	// create begins a file, and the folder that it is in.
	create(path string, k keeping) (output, error)
}

// output is a file that is being written. It appears under its name when it is whole.
type output interface {
	io.Writer
	// finish makes the file durable and returns the SHA-256 of what the disk gives back.
	finish() ([sha256.Size]byte, error)
	// drop forgets an unfinished file.
	drop()
}

// keeping says what becomes of a file that is there already.
type keeping bool

const (
	replaceOld keeping = false
	refuseOld  keeping = true
)

// disk is where a command's files are.
func (w *world) disk() files { //nolint:ireturn // the operator's disk or a way to it
	if w.files != nil {
		return w.files
	}
	return localFiles{}
}

// localFiles are this machine's, as this process sees them.
type localFiles struct{}

func (localFiles) read(path string) ([]byte, error) { return readInput(path) }

func (localFiles) create(path string, k keeping) (output, error) { //nolint:ireturn // as the interface says
	const op fault.Op = "create"
	if k == refuseOld && exists(path) {
		return nil, fault.E(op, fault.Exists, errors.New(path+" is there already"))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	return &localOutput{File: f, path: path}, nil
}

// localOutput is a file that has its name with ".new" after it while it is written.
type localOutput struct {
	*os.File

	path string
}

func (o *localOutput) finish() (sum [sha256.Size]byte, err error) {
	const op fault.Op = "finish"
	h := sha256.New()
	err = o.Sync()
	if err == nil {
		_, err = o.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(h, o.File)
	}
	if err = errors.Join(err, o.Close()); err == nil {
		err = os.Rename(o.Name(), o.path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(o.path))
	}
	return [sha256.Size]byte(h.Sum(nil)), fault.E(op, fault.Other, err)
}

func (o *localOutput) drop() {
	_ = o.Close()           //nolint:errcheck // given up
	_ = os.Remove(o.Name()) //nolint:errcheck // at worst it is replaced by the next attempt
}

// syncFolder makes new names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the operator's own path
	if err != nil {
		return fault.E("sync", fault.Other, err)
	}
	return fault.E("sync", fault.Other, errors.Join(d.Sync(), d.Close()))
}
