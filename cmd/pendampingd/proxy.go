package main

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwardedFor is where a proxy names whom it speaks for, each appending its own caller.
const forwardedFor = "X-Forwarded-For"

// networks are address ranges that an operator named.
type networks []netip.Prefix

// String implements flag.Value.
func (n *networks) String() string {
	var all []string
	for _, p := range *n {
		all = append(all, p.String())
	}
	return strings.Join(all, ",")
}

// Set implements flag.Value; a single address is a range of one.
func (n *networks) Set(text string) error {
	for _, part := range list(text) {
		p, err := netip.ParsePrefix(part)
		if a, single := netip.ParseAddr(part); single == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return misused("%q is no range of addresses such as 10.0.0.0/8", part)
		}
		*n = append(*n, p.Masked())
	}
	return nil
}

func (n *networks) holds(a netip.Addr) bool {
	return slices.ContainsFunc(*n, func(p netip.Prefix) bool { return p.Contains(a) })
}

// unveil gives requests that come through a trusted proxy the address of the client, for
// the limits by address. What anybody else says of where he comes from is not believed.
func unveil(own http.Handler, trusted networks) http.Handler {
	if len(trusted) == 0 {
		return own
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := r
		if client, ok := clientOf(r, &trusted); ok {
			in = r.WithContext(r.Context())
			in.RemoteAddr = net.JoinHostPort(client.String(), "0")
			in.Header = r.Header.Clone()
			in.Header.Del(forwardedFor) // it has been heard
		}
		own.ServeHTTP(w, in)
	})
}

// clientOf walks back from the connection over trusted proxies to the first address that
// is none: a client may have put anything before it.
func clientOf(r *http.Request, trusted *networks) (netip.Addr, bool) {
	at, ok := remote(r)
	if !ok || !trusted.holds(at) {
		return at, false
	}
	chain := strings.Split(strings.Join(r.Header.Values(forwardedFor), ","), ",")
	for _, text := range slices.Backward(chain) {
		a, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil || a.Zone() != "" {
			return at, false // the proxy names nobody: its own address is all there is
		}
		at = a.Unmap()
		if !trusted.holds(at) {
			break
		}
	}
	return at, true
}

// remote is the address at the other end of the connection.
func remote(r *http.Request) (netip.Addr, bool) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return ap.Addr().Unmap(), err == nil
}

// front is what requests pass first: the client's address is found, they are measured,
// and those who may are given the figures.
func (o *serving) front(own http.Handler) http.Handler {
	scrapers := o.scrapers
	if len(scrapers) == 0 {
		scrapers = networks{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	// Outside of unveil, who scrapes is judged by the connection itself.
	return o.meter.mount(unveil(own, o.proxies), scrapers.insider)
}

// insider tells whether a request comes from one of the networks itself, not through
// somebody who speaks for others.
func (n *networks) insider(r *http.Request) bool {
	at, ok := remote(r)
	for _, h := range []string{forwardedFor, "Forwarded", "Via", "X-Real-Ip"} {
		ok = ok && r.Header.Get(h) == ""
	}
	return ok && n.holds(at)
}
