package mysql

import (
	"net/url"
	"strings"
)

// Check says what is wrong with a want of Open, before anything is started.
func Check(want string) error {
	_, err := parse(want)
	return err
}

// WithoutPassword is a want as it may be shown.
func WithoutPassword(want string) string {
	if !strings.Contains(want, "@") {
		return want
	}
	u, err := url.Parse(want)
	if err != nil || u.User == nil {
		return "mysql://..." // any part of it could be the password
	}
	u.User = url.User(u.User.Username())
	return u.String()
}
