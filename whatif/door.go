package whatif

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"reprise/reports"
)

// door lets in what comes from the pages of this server, by a name that is its own, and nothing else that a browser may carry here
// from other sites.
type door struct {
	hosts []string // names it is known by, without the port
	any   bool     // it listens on every address of the machine: any that is written as a number is its own
	port  string
}

// newDoor is that of a server which was told to listen on a host, and does on an address.
func newDoor(host string, address *net.TCPAddr) *door {
	d := &door{hosts: []string{"localhost", "127.0.0.1", "::1"}, port: strconv.Itoa(address.Port)}
	switch {
	case address.IP.IsUnspecified():
		d.any = true
	case !slices.Contains(d.hosts, strings.ToLower(host)):
		d.hosts = append([]string{strings.ToLower(host), address.IP.String()}, d.hosts...)
	default:
		d.hosts = append([]string{strings.ToLower(host)}, d.hosts...)
	}
	return d
}

// name is host:port for a link.
func (d *door) name() string { return net.JoinHostPort(d.hosts[0], d.port) }

// knows reports whether the Host header of a request names this server. A name of somebody else's that leads here (DNS
// rebinding) would make this server a part of their site.
func (d *door) knows(header string) bool {
	host, port, err := net.SplitHostPort(header)
	if err != nil {
		host, port = strings.Trim(header, "[]"), "80"
	}
	if port != d.port {
		return false
	}
	_, err = netip.ParseAddr(host)
	return slices.Contains(d.hosts, strings.ToLower(host)) || d.any && err == nil
}

// refuses says why a request is not let in; empty: it is.
func (d *door) refuses(r *http.Request) string {
	if !d.knows(r.Host) {
		return fmt.Sprintf("this server is not %q; it is http://%s", r.Host, d.name())
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return "asked for by a page of another site"
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return ""
	}
	if r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" {
		return "" // a link to a what-if
	}
	return "asked for by a page of another site"
}

// guard stands before every handler: who is let in, what a browser is told of the answer, and what becomes of a panic.
func (d *door) guard(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := rand.Text()
		headers(w.Header(), nonce)
		if why := d.refuses(r); why != "" {
			refuse(w, r, http.StatusForbidden, why)
			return
		}
		defer func() {
			switch fault := recover(); {
			case fault == nil:
			case errors.Is(asError(fault), http.ErrAbortHandler):
				panic(fault)
			default:
				log.Error("panic", "request", reports.Visible(r.Method+" "+r.URL.String()), "fault", reports.Visible(fmt.Sprint(fault)))
				refuse(w, r, http.StatusInternalServerError, "a defect of reprise; please report what you did, and what the server wrote")
			}
		}()
		next.ServeHTTP(w, r.WithContext(withNonce(r.Context(), nonce)))
	})
}

func asError(fault any) error {
	err, _ := fault.(error)
	return err
}

// policy is what a page may do, given the nonce of its own scripts and styles: speak to this server, and nothing else.
func policy(nonce string) string {
	return fmt.Sprintf("default-src 'none'; script-src 'nonce-%s'; style-src 'nonce-%s'; img-src data:; connect-src 'self'; "+
		"form-action 'none'; frame-ancestors 'none'; base-uri 'none'", nonce, nonce)
}

func headers(h http.Header, nonce string) {
	h.Set("Content-Security-Policy", policy(nonce))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
