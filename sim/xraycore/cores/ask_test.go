package cores

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain lets this program stand in for a core: each question's config says what it does.
func TestMain(m *testing.M) {
	if os.Getenv("REPRISE_STANDS_IN") != "" {
		standIn()
		return
	}
	os.Exit(m.Run())
}

func standIn() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var q Question
		if json.Unmarshal(lines.Bytes(), &q) != nil {
			os.Exit(4)
		}
		switch string(q.Config) {
		case "crash":
			panic("as asked")
		case "hang":
			select {}
		case "slow":
			time.Sleep(900 * time.Millisecond)
		case "quit":
			os.Exit(3)
		}
		answer, _ := json.Marshal(Answer{q.Name, "1.2.3", "build", os.Getenv("XRAY_LOCATION_ASSET") + string(q.Config), map[string]string{"host": "tag"}})
		fmt.Println(string(answer))
	}
}

// TestAsk has configs that end the program or hang it between others that it answers.
func TestAsk(t *testing.T) {
	t.Setenv("REPRISE_STANDS_IN", "1")
	t.Setenv("XRAY_LOCATION_ASSET", "the user's own ")
	program, err := os.Executable()
	require.NoError(t, err)
	var questions []Question
	for i, config := range []string{"\x00\xff", "crash", "b", "hang", "quit", "slow", "slow", "c"} {
		questions = append(questions, Question{fmt.Sprint(i), []byte(config)})
	}
	answers, err := ask(t.Context(), program, questions, 1500*time.Millisecond)
	require.NoError(t, err)
	require.Len(t, answers, len(questions))
	for i, want := range []string{"\x00\ufffd", "panic: as asked", "b", "no answer within 1.5s", "exit status 3: it did not say why", "slow", "slow", "c"} {
		require.Equal(t, questions[i].Name, answers[i].Name)
		require.Contains(t, answers[i].Error, want, "question %d", i)
	}
	// Two slow ones take longer than the limit for one, and what the core reads of the environment does not reach it.
	require.Equal(t, Answer{"2", "1.2.3", "build", "b", map[string]string{"host": "tag"}}, answers[2])
	require.Equal(t, "start", answers[1].Stage)
}

// TestAskFails tells a program that does not run from a config that ends one.
func TestAskFails(t *testing.T) {
	_, err := Ask(t.Context(), filepath.Join(t.TempDir(), "none"), []Question{{Name: "a"}})
	require.ErrorIs(t, err, os.ErrNotExist)

	t.Setenv("REPRISE_STANDS_IN", "1")
	program, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	_, err = Ask(ctx, program, []Question{{"a", []byte("hang")}})
	require.ErrorIs(t, err, context.Canceled)
}

// TestModuleFiles has a pair of module files for each version, of just that version.
func TestModuleFiles(t *testing.T) {
	for _, version := range Versions {
		var year, month, day int
		_, err := fmt.Sscanf(version, "%d.%d.%d", &year, &month, &day)
		require.NoError(t, err)
		module := fmt.Sprintf("github.com/xtls/xray-core v1.%d%02d%02d.0", year, month, day)
		for _, ending := range []string{".mod", ".sum"} {
			text, err := os.ReadFile(filepath.Join("..", "matrix", "versions", version+ending))
			require.NoError(t, err)
			require.Contains(t, string(text), module)
			require.Equal(t, strings.Count(string(text), "xtls/xray-core v1"), strings.Count(string(text), module), "%s%s names another version too", version, ending)
		}
	}
}
