package mysql

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// wanted is the image of a server that nobody named, and imported the one that `make mysql` makes where that cannot be had.
const (
	wanted   = "mysql:8.4"
	imported = "reprise/mysql:9"
)

// quieten has Testcontainers do without its reaper, an image of its own that not every machine can pull, since Sweep does what it
// would; and print nothing. It reads its settings once, from the environment.
var quieten = sync.OnceFunc(func() {
	os.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
	tclog.SetDefault(tclog.NewNoopLogger())
})

// engine is the Docker engine of this machine, wherever Testcontainers finds it. What it once found out it keeps, an error too:
// it must not be that of somebody who hurried.
func engine(ctx context.Context) (*testcontainers.DockerClient, error) {
	quieten()
	e, err := testcontainers.NewDockerClientWithOpts(context.WithoutCancel(ctx))
	if err != nil {
		return nil, fmt.Errorf("no Docker engine answers: %w", err)
	}
	if host := e.DaemonHost(); !isOfThisMachine(host) {
		return nil, fmt.Errorf("the Docker engine at %s is not of this machine: a port that it publishes on loopback is not ours", host)
	}
	return e, nil
}

// isOfThisMachine reports whether an engine's address is a socket of this machine or on its loopback.
func isOfThisMachine(host string) bool {
	u, err := url.Parse(host)
	if err != nil {
		return false
	}
	address := net.ParseIP(u.Hostname())
	return u.Scheme == "unix" || u.Hostname() == "localhost" || address != nil && address.IsLoopback()
}

// imageFor is the image to run for one that was named, or for none, and why that one. It is here afterwards.
func imageFor(ctx context.Context, e *testcontainers.DockerClient, named string) (image, why string, err error) {
	image = named
	if named == "" {
		image = wanted
	}
	if _, err := e.ImageInspect(ctx, image); err == nil {
		return image, image + ", which is here", nil
	}
	_, err = e.ImageInspect(ctx, imported)
	isFallback := named == "" && err == nil
	if err = pull(ctx, e, image, isFallback); err == nil {
		return image, image + ", pulled", nil
	}
	if isFallback && ctx.Err() == nil {
		return imported, fmt.Sprintf("%s, which make mysql imported: %s is not here and cannot be pulled", imported, wanted), nil
	}
	if named == "" {
		return "", "", fmt.Errorf("neither %s, which is not here and cannot be pulled, nor %s (make mysql): %w", wanted, imported, err)
	}
	return "", "", fmt.Errorf("the image %s is not here and cannot be pulled (docker pull says more): %w", image, err)
}

// pull fetches an image from its registry. One that has a fallback is not waited for when the registry does not answer soon.
func pull(ctx context.Context, e *testcontainers.DockerClient, image string, hasFallback bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if hasFallback {
		const soon = 3 * time.Second
		patience := time.AfterFunc(soon, func() { cancel(fmt.Errorf("its registry has not answered within %v", soon)) })
		defer patience.Stop()
		answer, err := e.ImagePull(ctx, image, client.ImagePullOptions{})
		patience.Stop()
		return finish(ctx, answer, err)
	}
	answer, err := e.ImagePull(ctx, image, client.ImagePullOptions{})
	return finish(ctx, answer, err)
}

// finish waits until an image has been pulled.
func finish(ctx context.Context, answer client.ImagePullResponse, err error) error {
	if err != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	defer answer.Close()
	return answer.Wait(ctx)
}

// Containers carry the folder of their run, by which a later run tells whether it is dead, and the name of the machine that it is
// a folder of: an engine may serve several.
const (
	runLabel  = "reprise.run"
	hostLabel = "reprise.host"
)

// labels are those of the container of a run.
func labels(folder string) (map[string]string, error) {
	host, err := os.Hostname()
	return map[string]string{runLabel: folder, hostLabel: host}, err
}

// removeContainers removes the containers of this machine's runs whose folder is chosen, running or not, with their data, and
// says which.
func removeContainers(ctx context.Context, e *testcontainers.DockerClient, chosen func(folder string) bool) (removed []string, err error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	filters := make(client.Filters).Add("label", hostLabel+"="+host)
	list, err := e.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: filters})
	if err != nil {
		return nil, fmt.Errorf("asking for containers: %w", err)
	}
	for _, c := range list.Items {
		if !chosen(c.Labels[runLabel]) {
			continue
		}
		if _, failed := e.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true}); failed != nil {
			err = errors.Join(err, fmt.Errorf("removing a container: %w", failed))
			continue
		}
		removed = append(removed, fmt.Sprintf("container %s (%s)", strings.Join(slices.Compact(append(c.Names, c.ID[:12])), " "), c.Image))
	}
	return removed, err
}
