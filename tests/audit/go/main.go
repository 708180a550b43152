// Command check reads what medguard wrote with Go's own transparency log, which shares no line with it:
//
//	check KEY FOLDER
//
// FOLDER holds *.checkpoint, *.tlog-proof, *.consistency and tile/8/...; every one must hold, and every tile must be what the newest
// checkpoint was signed for.
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(key, folder string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	trusted := note.VerifierList(verifier)
	var newest tlog.Tree
	count := 0
	err = each(folder, "*.checkpoint", func(text string) error {
		tree, err := opened(text, trusted)
		if err == nil && tree.N > newest.N {
			newest = tree
		}
		count++
		return err
	})
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(newest, tiles(folder))
	err = each(folder, "*.tlog-proof", func(text string) error {
		count++
		return record(text, trusted, newest, reader)
	})
	if err != nil {
		return err
	}
	err = each(folder, "*.consistency", func(text string) error {
		count++
		return consistency(text, trusted, newest, reader)
	})
	if err != nil {
		return err
	}
	fmt.Println(count, newest.N)
	return nil
}

func each(folder, pattern string, do func(string) error) error {
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no %s", pattern)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := do(string(text)); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return nil
}

// opened reads a checkpoint that the key has signed. Its first three lines are those of a tree note but for the name.
func opened(text string, trusted note.Verifiers) (tlog.Tree, error) {
	signed, err := note.Open([]byte(text), trusted)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != signed.Sigs[0].Name {
		return tlog.Tree{}, errors.New("not three lines, or another name")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func record(text string, trusted note.Verifiers, newest tlog.Tree, reader tlog.HashReader) error {
	above, below, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(above, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("another form")
	}
	data, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	path, err := hashes(lines[3:])
	if err != nil {
		return err
	}
	tree, err := opened(below, trusted)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(data)); err != nil {
		return err
	}
	ours, err := tlog.ProveRecord(newest.N, index, reader)
	if err != nil {
		return err
	}
	if tree == newest && !slices.Equal(ours, path) {
		return errors.New("Go proves it otherwise from the tiles")
	}
	return nil
}

func consistency(text string, trusted note.Verifiers, newest tlog.Tree, reader tlog.HashReader) error {
	parts := strings.Split(text, "\n\n")
	if len(parts) != 5 {
		return fmt.Errorf("%d parts", len(parts))
	}
	path, err := hashes(strings.Split(parts[0], "\n")[1:])
	if err != nil {
		return err
	}
	before, err := opened(parts[1]+"\n\n"+parts[2]+"\n", trusted)
	if err != nil {
		return err
	}
	now, err := opened(parts[3]+"\n\n"+parts[4], trusted)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(path, now.N, now.Hash, before.N, before.Hash); err != nil {
		return err
	}
	ours, err := tlog.ProveTree(newest.N, before.N, reader)
	if err != nil {
		return err
	}
	if now == newest && !slices.Equal(ours, path) {
		return errors.New("Go proves it otherwise from the tiles")
	}
	return nil
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		one, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

// tiles reads the folder as a server of C2SP tlog-tiles would give it.
type tiles string

func (folder tiles) Height() int { return 8 }

func (folder tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(string(folder), tile.Path()))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (folder tiles) SaveTiles([]tlog.Tile, [][]byte) {}
