package mysql

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWithoutPassword: no part of a want that may hold a password is shown.
func TestWithoutPassword(t *testing.T) {
	for want, shown := range map[string]string{
		"auto":               "auto",
		"docker:mysql:9":     "docker:mysql:9",
		"local:/usr/sbin/my": "local:/usr/sbin/my",
		"mysql://root:secret@127.0.0.1:3306/claims": "mysql://root@127.0.0.1:3306/claims",
		"mysql://root@127.0.0.1/claims":             "mysql://root@127.0.0.1/claims",
		"mysql://root:sec%ret@127.0.0.1/claims":     "mysql://...",
		"root:secret@tcp(127.0.0.1)/claims":         "mysql://...",
	} {
		require.Equal(t, shown, WithoutPassword(want))
	}
}

func TestCheckStartsNothing(t *testing.T) {
	require.NoError(t, Check("auto"))
	require.NoError(t, Check("docker:no-such-image"))
	require.NoError(t, Check("mysql://root:secret@127.0.0.1:1/claims"))
	require.ErrorContains(t, Check("sqlite"), "allowed: auto, docker, ")
	require.NotContains(t, Check("mysql://root:secret@127.0.0.1").Error(), "secret")
}
