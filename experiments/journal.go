package experiments

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

	"reprise/scenarios"
)

// journal is what a sweep has played so far, in a file that only grows: a line that says which sweep it is, then a line a run, in the
// order in which they ended. Each line is one write, so that a process that is killed leaves at most its last one torn, without
// its end; that one is cut off when the next process goes on. The file is locked while a process has it.
type journal struct {
	mu   sync.Mutex
	file *os.File // nil: nothing is kept
	done map[run]record
}

// journalFormat goes up when what a journal holds changes; one of another is refused.
const journalFormat = 1

// identity is all that the outcome of a run depends on, and which runs there are.
type identity struct {
	Format   int      `json:"reprise_sweep"` // journalFormat
	Build    string   `json:"build"`         // of the program
	Scenario string   `json:"scenario"`      // its name
	Digest   string   `json:"sha256"`        // of its texts
	Variant  string   `json:"variant"`
	Set      []string `json:"set"`
	Seed     uint64   `json:"seed"`
	Reps     int      `json:"reps"`
	Metrics  []string `json:"metrics"`
	Keys     []string `json:"keys"`
	Points   int      `json:"points"`
	Digests  string   `json:"points_sha256"` // of the values of all points
}

// run is one point in one replication.
type run struct{ point, rep int }

// record is what a run came to, as its line has it.
type record struct {
	Point  int       `json:"point"`
	Rep    int       `json:"rep"`
	Values []float64 `json:"values"` // by metric
	Failed []string  `json:"failed,omitempty"`
}

// openJournal takes the journal of a sweep from a file, or starts it; without a name, nothing is kept. A file that another process
// has, or that holds anything else, is a UsageError and stays as it is.
func openJournal(name string, own identity) (*journal, error) {
	j := &journal{done: map[run]record{}}
	if name == "" {
		return j, nil
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	j.file = file
	if err := j.take(name, own); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return j, nil
}

// take locks the file, reads it, and cuts off what is torn.
func (j *journal) take(name string, own identity) error {
	if info, err := j.file.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, usage("--state %s: is no regular file", name))
	}
	if err := syscall.Flock(int(j.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return usage("--state %s: another process is at it (%v); wait for it, or name another file", name, err)
	}
	head, err := json.Marshal(own)
	if err != nil {
		return err
	}
	head = append(head, '\n')
	whole, err := j.read(name, own, head)
	if err != nil {
		return err
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	if whole == 0 {
		_, err = j.file.Write(head)
	}
	return err
}

// read takes in the lines that are there, and gives how many bytes of the file are whole.
func (j *journal) read(name string, own identity, head []byte) (whole int64, err error) {
	lines := bufio.NewReaderSize(j.file, 1<<16)
	first, err := lines.ReadBytes('\n')
	switch {
	case errors.Is(err, io.EOF) && bytes.HasPrefix(head, first): // nothing, or killed while it wrote its first line
		return 0, nil
	case err != nil && !errors.Is(err, io.EOF):
		return 0, err
	case !bytes.Equal(first, head):
		return 0, usage("--state %s: %s; name another file, or give the command that it is of", name, otherThan(own, first))
	}
	whole = int64(len(first))
	for n := 2; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil // what is there of the last line is torn
		}
		if err != nil {
			return 0, err
		}
		if err := j.takeIn(line, own); err != nil {
			return 0, usage("--state %s:%d: %v; name another file", name, n, err)
		}
		whole += int64(len(line))
	}
}

// otherThan says what a first line is, that is not of this sweep.
func otherThan(own identity, line []byte) string {
	var there identity
	if json.Unmarshal(line, &there) != nil || there.Format == 0 {
		return "holds no sweep"
	}
	for _, part := range []struct {
		name        string
		there, here any
	}{
		{"the format of the file", there.Format, own.Format}, {"scenario", there.Scenario, own.Scenario}, {"variant", there.Variant, own.Variant},
		{"settings", there.Set, own.Set}, {"seed", there.Seed, own.Seed}, {"replications", there.Reps, own.Reps},
		{"metrics", there.Metrics, own.Metrics}, {"keys", there.Keys, own.Keys}, {"number of points", there.Points, own.Points},
		{"build of reprise", there.Build, own.Build},
	} {
		if fmt.Sprint(part.there) != fmt.Sprint(part.here) {
			return fmt.Sprintf("is of another sweep: its %s is %q, here %q", part.name, fmt.Sprint(part.there), fmt.Sprint(part.here))
		}
	}
	if there.Digest != own.Digest {
		return "is of another sweep: the scenario's text has changed since"
	}
	return "is of another sweep: its points have other values"
}

// takeIn takes in one line.
func (j *journal) takeIn(line []byte, own identity) error {
	var r record
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&r)
	at := run{r.Point, r.Rep}
	_, twice := j.done[at]
	if err != nil || twice || r.Point < 0 || r.Point >= own.Points || r.Rep < 0 || r.Rep >= own.Reps || len(r.Values) != len(own.Metrics) {
		return errors.New("is no run of this sweep: the file was changed")
	}
	j.done[at] = r
	return nil
}

// keep adds what a run came to. It is safe for concurrent use.
func (j *journal) keep(at run, p scenarios.Played, columns []int) error {
	r := record{Point: at.point, Rep: at.rep, Failed: p.Failed}
	for _, c := range columns {
		r.Values = append(r.Values, p.Metrics[c])
	}
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("point %d, replication %d: %w", at.point, at.rep, err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done[at] = r
	if j.file != nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	return err
}

// close gives the file free.
func (j *journal) close() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}

// digestOf is over the values of all points.
func digestOf(points []point) string {
	sum := sha256.New()
	for _, p := range points {
		for _, v := range p {
			fmt.Fprintf(sum, "%q ", v.text)
		}
		fmt.Fprintln(sum)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
