package claimd

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// The paths of the config service (VCS). That of fill-account is the documents' (POOL-06); they give none for fill_configs,
// and its like is assumed.
const (
	fillAccountPath = "/api/v1/sync/fill-account/"
	fillConfigsPath = "/api/v1/sync/fill-configs/"
)

// configs is the config service, as its caller sees it.
type configs struct {
	url     string
	client  *http.Client
	timeout time.Duration // of fill_configs
}

func newConfigs(o Options) configs {
	transport := o.Transport
	if transport == nil {
		transport = &http.Transport{
			MaxIdleConnsPerHost: renewalsAtOnce + pushesAtOnce, IdleConnTimeout: time.Minute, DisableCompression: true,
			WriteBufferSize: 1 << 10, ReadBufferSize: 1 << 10,
		}
	}
	return configs{url: strings.TrimSuffix(o.ConfigsURL, "/"), client: &http.Client{Transport: transport}, timeout: o.FillTimeout}
}

// fillConfigs pushes the configs of a new account to every server; one that misses its own makes it an error (POOL-04).
func (c *configs) fillConfigs(ctx context.Context, account uuid.UUID) error {
	return c.call(ctx, fillConfigsPath, account, c.timeout)
}

// fillAccount tells every server until when a claimed account is valid (POOL-06).
func (c *configs) fillAccount(ctx context.Context, account uuid.UUID) error {
	return c.call(ctx, fillAccountPath, account, pool.FillAccountTimeout)
}

func (c *configs) call(ctx context.Context, path string, account uuid.UUID, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path+account.String(), nil)
	if err != nil {
		return fmt.Errorf("config service: %w", err)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return fmt.Errorf("config service: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // read to its end, so that the connection serves again
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("config service: POST %s: %s", path, answer.Status)
	}
	return nil
}

func (c *configs) close() { c.client.CloseIdleConnections() }
