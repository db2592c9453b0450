package configd

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Start listens on a free port of the loopback interface, and returns the service's URL, without a path.
func (s *Service) Start() (url string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("start the config service: %w", err)
	}
	ctx, leave := context.WithCancel(context.Background())
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    log.New(io.Discard, "", 0), // callers that leave are counted, not told of
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // ends with Close
	}()
	s.stop = sync.OnceValue(func() error {
		leave()
		err := server.Close()
		<-served
		for range cap(s.slots) { // each call under way gives its own back, and no other begins
			s.slots <- struct{}{}
		}
		return err
	})
	return "http://" + l.Addr().String(), nil
}

// Close ends a started service, for good; calls under way are broken off.
func (s *Service) Close() error { return s.stop() }
