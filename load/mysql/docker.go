package mysql

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	module "github.com/testcontainers/testcontainers-go/modules/mysql"
)

// openDocker runs an image in a container, on a port of loopback that stays the same when the server is started again.
func openDocker(ctx context.Context, named string) (Server, error) {
	e, err := engine(ctx)
	if err != nil {
		return nil, fmt.Errorf("docker: %w", err)
	}
	defer e.Close() // of connections that nobody uses; it makes others when asked again
	image, why, err := imageFor(ctx, e, named)
	if err != nil {
		return nil, fmt.Errorf("docker: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	r, err := newRun()
	if err != nil {
		return nil, err
	}
	config := configOf(loopback(port), "root", rand.Text(), database)
	return opened(ctx, &ours{
		body:   &box{engine: e, run: r, image: image, password: config.Passwd, port: port},
		run:    r,
		kind:   "docker",
		why:    fmt.Sprintf("%s, on port %d of loopback", why, port),
		config: config,
	})
}

// box is a body: a server in a container.
type box struct {
	engine   *testcontainers.DockerClient
	run      *run
	image    string
	password string
	port     int

	id    string // of the container; empty before the first start
	ended chan struct{}
}

func (b *box) start(ctx context.Context) (<-chan struct{}, error) {
	if b.id == "" {
		if err := b.create(ctx); err != nil {
			return nil, err
		}
	} else if _, err := b.engine.ContainerStart(ctx, b.id, client.ContainerStartOptions{}); err != nil {
		return nil, err
	}
	b.watch()
	return b.ended, nil
}

// create makes the container and starts it. Somebody who hurries does not break it off, or the engine could make one that nobody
// knows of: it takes a second, and is removed then.
func (b *box) create(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := lastingOf(ctx)
	defer cancel()
	tags, err := labels(b.run.folder)
	if err != nil {
		return err
	}
	made, err := module.Run(ctx, b.image,
		module.WithUsername("root"), module.WithPassword(b.password), module.WithDatabase(database),
		testcontainers.WithLabels(tags), testcontainers.WithCmd(settings...),
		testcontainers.WithHostConfigModifier(func(host *container.HostConfig) {
			host.PortBindings = network.PortMap{mysqlPort: {{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: strconv.Itoa(b.port)}}}
		}),
		testcontainers.CustomizeRequestOption(func(request *testcontainers.GenericContainerRequest) error {
			request.ExposedPorts = []string{mysqlPort.String()} // and not that of the X protocol, to all the world
			request.WaitingFor = nil                            // we wait for an answer, which MariaDB gives too, and not for a line of a log
			return nil
		}))
	if made != nil && made.Container != nil {
		b.id = made.GetContainerID()
	}
	return err
}

var mysqlPort = network.MustParsePort("3306/tcp")

// watch has ended closed once the container has ended, or its engine.
func (b *box) watch() {
	ended := make(chan struct{})
	b.ended = ended
	wait := b.engine.ContainerWait(context.Background(), b.id, client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	go func() {
		defer close(ended)
		select {
		case <-wait.Result:
		case <-wait.Error:
		}
	}()
}

func (b *box) kill(ctx context.Context) error {
	select {
	case <-b.ended:
		return nil
	default:
	}
	if _, err := b.engine.ContainerKill(ctx, b.id, client.ContainerKillOptions{Signal: "SIGKILL"}); err != nil {
		return err
	}
	select {
	case <-b.ended:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (b *box) freeze(ctx context.Context) error {
	_, err := b.engine.ContainerPause(ctx, b.id, client.ContainerPauseOptions{})
	return err
}

func (b *box) thaw(ctx context.Context) error {
	_, err := b.engine.ContainerUnpause(ctx, b.id, client.ContainerUnpauseOptions{})
	return err
}

func (b *box) remove(ctx context.Context) error {
	defer b.engine.Close()
	_, err := removeContainers(ctx, b.engine, func(folder string) bool { return folder == b.run.folder })
	if err == nil && b.ended != nil {
		<-b.ended
	}
	return err
}

func (b *box) lastWords(ctx context.Context) string {
	answer, err := b.engine.ContainerLogs(ctx, b.id, client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true})
	if err != nil {
		return fmt.Sprintf("it left no log (%v)", err)
	}
	defer answer.Close()
	var log bytes.Buffer
	if _, err := stdcopy.StdCopy(&log, &log, answer); err != nil {
		return fmt.Sprintf("its log cannot be read (%v)", errors.Unwrap(err))
	}
	return complaintOf(log.String())
}
