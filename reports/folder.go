package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is one file of a folder and what writes it.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// WriteRun puts a replay into a folder of its own: result.json, timeline.csv and report.md. The folder must not exist,
// or be empty; it appears whole or not at all. More files may stand beside them.
func WriteRun(dir string, r *Replay, more ...File) error {
	return writeFolder(dir, append([]File{
		{"result.json", func(w io.Writer) error { return JSON(w, r) }},
		{"timeline.csv", func(w io.Writer) error { return CSV(w, r) }},
		{"report.md", func(w io.Writer) error { return Markdown(w, r) }},
	}, more...))
}

// WritePoolPlan puts a plan into a folder of its own, as WriteRun does a replay: result.json, report.md, and chart.svg,
// which draw writes; nil where there is nothing to draw. More files may stand beside them.
func WritePoolPlan(dir string, p *PoolPlan, draw func(io.Writer) error, more ...File) error {
	return writeWithPicture(dir, p, draw, more, func(w io.Writer, picture string) error { return MarkdownPoolPlan(w, p, picture) })
}

// WriteLoad puts what a load run came to into a folder of its own, as WritePoolPlan does a plan.
func WriteLoad(dir string, l LoadResult, draw func(io.Writer) error, more ...File) error {
	return writeWithPicture(dir, l, draw, more, func(w io.Writer, picture string) error { return MarkdownLoad(w, l, picture) })
}

// WriteResult puts any other result into a folder of its own: result.json, and what else there is.
func WriteResult(dir string, result any, more ...File) error {
	return writeFolder(dir, append([]File{{"result.json", func(w io.Writer) error { return JSON(w, result) }}}, more...))
}

func writeWithPicture(dir string, result any, draw func(io.Writer) error, more []File, report func(w io.Writer, picture string) error) error {
	picture := ""
	if draw != nil {
		picture = "chart.svg"
	}
	parts := []File{
		{"result.json", func(w io.Writer) error { return JSON(w, result) }},
		{"report.md", func(w io.Writer) error { return report(w, picture) }},
	}
	if draw != nil {
		parts = append(parts, File{picture, draw})
	}
	return writeFolder(dir, append(parts, more...))
}

// Free is an error when a run's folder could not be there, so that a long run does not find out at its end.
func Free(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = os.ReadDir(filepath.Dir(filepath.Clean(dir))) // it will be made there
	}
	switch {
	case err != nil:
		return fmt.Errorf("write into %s: %w", dir, err)
	case len(entries) > 0:
		return taken(dir)
	}
	probe, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".reprise-*")
	if err != nil {
		return fmt.Errorf("write into %s: %w", dir, errors.Unwrap(err))
	}
	return os.Remove(probe)
}

func taken(dir string) error {
	return fmt.Errorf("%s is there already and is not empty: name another folder: %w", dir, fs.ErrExist)
}

func writeFolder(dir string, parts []File) (err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := Free(dir); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(filepath.Dir(dir), ".reprise-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", dir, err)
	}
	drafts.Store(draft, nil)
	defer func() {
		drafts.Delete(draft)
		if err != nil {
			err = errors.Join(err, os.RemoveAll(draft))
		}
	}()
	for _, part := range parts {
		if err := writeNew(filepath.Join(draft, part.Name), part.Write); err != nil {
			return err
		}
	}
	if err := os.Chmod(draft, 0o755); err != nil {
		return fmt.Errorf("write %s: %w", dir, err)
	}
	syncFolder(draft)
	// Only an empty folder can be removed, so nothing of anyone's is lost.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return taken(dir)
	}
	if err := os.Rename(draft, dir); err != nil {
		if Free(dir) != nil {
			return taken(dir) // somebody else was first
		}
		return fmt.Errorf("write %s: %w", dir, err)
	}
	syncFolder(filepath.Dir(dir))
	return nil
}

// WriteFile puts what is written into the file, replacing it: whole or, on any error, not at all. What is there and
// is no regular file (a pipe, a terminal) is written as it comes.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link goes on pointing there
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeInto(path, os.O_WRONLY, write)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".reprise-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	drafts.Store(draft.Name(), nil)
	defer func() {
		drafts.Delete(draft.Name())
		if err != nil {
			err = errors.Join(err, os.Remove(draft.Name()))
		}
	}()
	if err := errors.Join(draft.Chmod(0o644), draft.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := writeInto(draft.Name(), os.O_WRONLY, write); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func writeNew(path string, write func(io.Writer) error) error {
	return writeInto(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, write)
}

func writeInto(path string, flags int, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, flags, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	buffer := bufio.NewWriterSize(file, 1<<16)
	if err := write(buffer); err != nil {
		return errors.Join(err, file.Close())
	}
	err = buffer.Flush()
	if info, statErr := file.Stat(); err == nil && statErr == nil && info.Mode().IsRegular() {
		err = file.Sync() // a pipe cannot be
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// syncFolder asks that the names in a folder last. Not every system can, and the files in it are safe without.
func syncFolder(dir string) {
	if folder, err := os.Open(dir); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}
