package main

import (
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"sync"

	"pendamping/fault"
)

// frameKind says what a frame of the admin socket is.
type frameKind uint8

const (
	frameCall   frameKind = iota + 1 // run Args with Env
	frameOut                         // Data for standard output
	frameErrs                        // Data for standard error
	frameRead                        // give the file Path
	frameCreate                      // begin the file Path
	frameData                        // Data for the file that was begun
	frameFinish                      // make it whole
	frameDrop                        // forget it
	frameAnswer                      // to one of the requests for files: Data or Text with Code
	frameExit                        // the command ended with Code
)

// frame is one message on the admin socket.
type frame struct {
	Kind frameKind
	Path string
	Text string // words of an error
	Code int    // exit code, or the kind of an error, or a keeping
	Data []byte
	Args []string
	Env  map[string]string
}

// peer is one side of a conversation. The hub's side is the files of the command that
// it runs: one at a time is written.
type peer struct {
	enc *gob.Encoder
	dec *gob.Decoder

	mu sync.Mutex // of enc
}

func (p *peer) send(f frame) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fault.E("send", fault.Transient, p.enc.Encode(f))
}

func (p *peer) receive() (frame, error) {
	var f frame
	err := p.dec.Decode(&f)
	return f, fault.E("receive", fault.Transient, err)
}

// ask sends a frame and waits for the answer.
func (p *peer) ask(f frame) (frame, error) {
	if err := p.send(f); err != nil {
		return frame{}, err
	}
	answer, err := p.receive()
	if err == nil && answer.Kind != frameAnswer {
		err = fault.New(fault.Internal, "not an answer")
	}
	if err == nil && answer.Text != "" {
		err = fault.New(fault.Kind(answer.Code), answer.Text) //nolint:gosec // a kind of error, sent as one
	}
	return answer, fault.E("ask", fault.Other, err)
}

// read implements files, on the hub's side.
func (p *peer) read(path string) ([]byte, error) {
	answer, err := p.ask(frame{Kind: frameRead, Path: path})
	return answer.Data, err
}

// create implements files, on the hub's side.
func (p *peer) create(path string, k keeping) (output, error) { //nolint:ireturn // as the interface says
	f := frame{Kind: frameCreate, Path: path}
	if k == refuseOld {
		f.Code = 1
	}
	if _, err := p.ask(f); err != nil {
		return nil, err
	}
	return peerOutput{p}, nil
}

// peerOutput is a file that the caller writes.
type peerOutput struct{ p *peer }

// Write implements io.Writer. Whether it worked is said when the file is finished.
func (o peerOutput) Write(b []byte) (int, error) {
	return len(b), o.p.send(frame{Kind: frameData, Data: b})
}

func (o peerOutput) finish() (sum [sha256.Size]byte, err error) {
	answer, err := o.p.ask(frame{Kind: frameFinish})
	if err == nil && copy(sum[:], answer.Data) != len(sum) {
		err = fault.E("finish", fault.Internal, errors.New("no digest"))
	}
	return sum, err
}

func (o peerOutput) drop() {
	_ = o.p.send(frame{Kind: frameDrop}) //nolint:errcheck // a caller who is gone has dropped it
}

// peerWriter is standard output or error of a command that is run for somebody.
type peerWriter struct {
	p    *peer
	kind frameKind
}

// Write implements io.Writer.
func (w peerWriter) Write(b []byte) (int, error) {
	return len(b), w.p.send(frame{Kind: w.kind, Data: b})
}

// attend is the caller's side: it shows what the command prints and lends it files,
// until it ends.
func (p *peer) attend(c *console) (code int, err error) {
	l := lender{p: p, disk: c.disk()}
	defer l.leave()
	for err == nil {
		var f frame
		if f, err = p.receive(); err != nil {
			break
		}
		switch f.Kind {
		case frameExit:
			return f.Code, nil
		case frameOut:
			_, err = c.out.Write(f.Data)
		case frameErrs:
			_, err = c.errs.Write(f.Data)
		default:
			err = l.lend(f)
		}
	}
	return exitFailed, fault.E("attend", fault.Transient, err)
}

// lender gives the hub the files that a command was told of.
type lender struct {
	p      *peer
	disk   files
	out    output
	failed error // of writing, told when the file is finished
}

func (l *lender) lend(f frame) error {
	switch f.Kind {
	case frameRead:
		data, err := l.disk.read(f.Path)
		return l.answer(data, err)
	case frameCreate:
		l.leave()
		var err error
		l.out, err = l.disk.create(f.Path, keeping(f.Code == 1))
		l.failed = err
		return l.answer(nil, err)
	case frameData:
		if l.failed == nil && l.out != nil {
			_, l.failed = l.out.Write(f.Data)
		}
		return nil
	case frameFinish:
		return l.finish()
	case frameDrop:
		l.leave()
		return nil
	default:
		return fault.E("lend", fault.Newer, errors.New("the hub that serves is of another version"))
	}
}

func (l *lender) finish() error {
	if l.out == nil || l.failed != nil {
		err := errors.Join(l.failed, fault.New(fault.Invalid, "the file was not written"))
		l.leave()
		return l.answer(nil, err)
	}
	sum, err := l.out.finish()
	if err != nil {
		l.out.drop()
	}
	l.out = nil
	return l.answer(sum[:], err)
}

// leave drops a file that was not finished.
func (l *lender) leave() {
	if l.out != nil {
		l.out.drop()
		l.out = nil
	}
}

// answer says what became of a request.
func (l *lender) answer(data []byte, err error) error {
	f := frame{Kind: frameAnswer, Data: data}
	if err != nil {
		f.Text, f.Code = err.Error(), int(fault.KindOf(err))
	}
	return l.p.send(f)
}
