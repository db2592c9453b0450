package claimd

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// KeyMin is the shortest key of tokens, in bytes: as long as the hash (RFC 7518, 3.2).
const KeyMin = 32

// adminRole is the role that fills by hand ask for. The documents speak of an admin's JWT (POOL-13) and give no claims; that
// of a role is assumed.
const adminRole = "admin"

type adminClaims struct {
	Role string `json:"role"`
	jwt.RegisteredClaims
}

// IssueToken is a token with which fills by hand may be asked for from now on, for so long (POOL-13).
func IssueToken(key []byte, ttl time.Duration) (string, error) {
	if len(key) < KeyMin {
		return "", fmt.Errorf("the key of admins has %d bytes; allowed: %d or more", len(key), KeyMin)
	}
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, adminClaims{
		Role:             adminRole,
		RegisteredClaims: jwt.RegisteredClaims{IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl))},
	})
	text, err := token.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return text, nil
}

// tokens reads tokens: signed by HS256 whatever they say of themselves, and none that is valid for ever.
var tokens = jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired())

// admits is the status of a request that only an admin may make: 200; 401 without a token that holds; 403 with one that is
// somebody else's.
func (o *Options) admits(r *http.Request) (status int, why string) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return http.StatusUnauthorized, "no token; wanted: Authorization: Bearer TOKEN"
	}
	var c adminClaims
	_, err := tokens.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return o.AdminKey, nil })
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return http.StatusUnauthorized, "the token has expired"
	case err != nil:
		return http.StatusUnauthorized, "the token does not hold; wanted: HS256, signed with the service's key, with a time of expiry"
	case c.Role != adminRole:
		return http.StatusForbidden, "the token is not an admin's"
	}
	return http.StatusOK, ""
}
