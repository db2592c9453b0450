package mysql

import (
	"database/sql"
	"os"
	"testing"

	"github.com/moby/moby/client"
	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"
	module "github.com/testcontainers/testcontainers-go/modules/mysql"
)

// skipUnlessInCI skips a test that lacks something, but in CI, where nothing may be lacking.
func skipUnlessInCI(t *testing.T, err error) {
	t.Helper()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	require.NoError(t, err)
}

// TestImportedImage: Testcontainers' own module starts the image that `make mysql` imported as it would the official one: by its
// user, its password and its database, once it says that it is ready.
func TestImportedImage(t *testing.T) {
	e, err := engine(t.Context())
	skipUnlessInCI(t, err)
	_, err = e.ImageInspect(t.Context(), imported)
	skipUnlessInCI(t, err)

	t.Setenv("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1") // the module would look for the machine outside of its container
	const password = `pass'word\"`                        // which SQL would have quoted
	c, err := module.Run(t.Context(), imported, module.WithUsername("claimer"), module.WithPassword(password), module.WithDatabase("pool"))
	testcontainers.CleanupContainer(t, c)
	require.NoError(t, err)
	address, err := c.ConnectionString(t.Context())
	require.NoError(t, err)
	db, err := sql.Open("mysql", address)
	require.NoError(t, err)
	defer db.Close()
	var user, database string
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1), DATABASE()").Scan(&user, &database))
	require.Equal(t, []string{"claimer", "pool"}, []string{user, database})
}

// TestPorts: only the server's own port is published, on loopback alone.
func TestPorts(t *testing.T) {
	s, err := Open(t.Context(), "docker")
	skipUnlessInCI(t, err)
	defer s.Close()
	b := s.(*ours).body.(*box)
	found, err := b.engine.ContainerInspect(t.Context(), b.id, client.ContainerInspectOptions{})
	require.NoError(t, err)
	require.Len(t, found.Container.NetworkSettings.Ports, 1)
	for _, published := range found.Container.NetworkSettings.Ports[mysqlPort] {
		require.Equal(t, s.Config().Addr, published.HostIP.String()+":"+published.HostPort)
	}
}

// TestImages: the image that was named, or else that which can be had; what cannot be is one line that says so.
func TestImages(t *testing.T) {
	e, err := engine(t.Context())
	skipUnlessInCI(t, err)
	image, why, err := imageFor(t.Context(), e, imported)
	skipUnlessInCI(t, err)
	require.Equal(t, imported, image)
	require.Equal(t, imported+", which is here", why)

	image, why, err = imageFor(t.Context(), e, "")
	require.NoError(t, err)
	require.Contains(t, why, wanted)
	require.Contains(t, []string{wanted, imported}, image)

	_, err = Open(t.Context(), "docker:reprise/mysql:of-yesteryear")
	require.ErrorContains(t, err, "docker: the image reprise/mysql:of-yesteryear is not here and cannot be pulled")
	require.NotContains(t, err.Error(), "\n")
}
