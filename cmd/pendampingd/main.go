// Command pendampingd is the hub of a federation: it takes in what facilitators
// recorded, merges it, and hands it to those who may see it.
//
// Everything of a hub is in one data folder: hub.db (records and log, sealed), hub.db.key
// (its header), hub.secret (the key that opens it; back it up apart from the data), and
// tls.crt with tls.key where the hub signs its own certificate. One process has the store
// open. While the hub serves, it runs invite, import, export, check, compact and backup
// for others, who ask through admin.sock in the folder and lend it their files; the
// remaining commands say that the folder is in use and exit with 3.
//
// Exit codes: 0 done, 1 findings or failed, 2 wrong usage, 3 refused (in use, wrong key,
// exists already).
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	code := run(ctx, system(), os.Args[1:])
	stop()
	os.Exit(code)
}

// system is the real world around the program.
func system() world {
	return world{out: os.Stdout, errs: os.Stderr, env: os.LookupEnv, now: time.Now, rand: rand.Reader}
}
