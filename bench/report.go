package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// measurement is one row of the report: what each side took in each round, in turn.
type measurement struct {
	What string `json:"what"`
	Unit string `json:"unit"`
	Kith spread `json:"kith"`
	Peer spread `json:"peer"`     // none where the limit is a number
	Name string `json:"peerName"` // what the peer is
	Must must   `json:"must"`
}

// must is what design 7 asks of a row. Zero fields ask nothing.
type must struct {
	Least float64 `json:"least"` // so many times better than the peer
	Most  float64 `json:"most"`  // so many times what the peer takes
	Cap   float64 `json:"cap"`   // the median, in the unit of the row
	Rate  bool    `json:"rate"`  // the unit is a rate: more is better
}

// ratio is how many times better than the peer where `Least` is asked, and otherwise how many times what the peer takes.
func (m measurement) ratio() float64 {
	if m.Must.Least > 0 && !m.Must.Rate {
		return m.Peer.against(m.Kith)
	}
	return m.Kith.against(m.Peer)
}

// verdict says whether the row reaches what it must, or by how much it does not.
func (m measurement) verdict() string {
	var missed []string
	if m.Must.Least > 0 && m.ratio() < m.Must.Least {
		missed = append(missed, digits(m.Must.Least-m.ratio())+"x")
	}
	if m.Must.Most > 0 && m.ratio() > m.Must.Most {
		missed = append(missed, digits(m.ratio()-m.Must.Most)+"x")
	}
	if m.Must.Cap > 0 && m.Kith.median() > m.Must.Cap {
		missed = append(missed, digits(m.Kith.median()-m.Must.Cap)+" "+m.Unit)
	}
	switch {
	case m.Must == must{}:
		return "for information"
	case len(missed) == 0:
		return "reached"
	}
	return "**missed** by " + strings.Join(missed, " and ")
}

func (m measurement) asked() string {
	var asked []string
	if m.Must.Least > 0 {
		asked = append(asked, fmt.Sprintf(">= %gx", m.Must.Least))
	}
	if m.Must.Most > 0 {
		asked = append(asked, fmt.Sprintf("<= %gx", m.Must.Most))
	}
	if m.Must.Cap > 0 {
		asked = append(asked, fmt.Sprintf("<= %g %s", m.Must.Cap, m.Unit))
	}
	return strings.Join(asked, "; ")
}

// line is the row of the table.
func (m measurement) line() string {
	peer, ratio := m.Name, ""
	if len(m.Peer) > 0 {
		peer, ratio = m.Peer.tell(m.Unit)+", "+m.Name, digits(m.ratio())+"x"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |", m.What, m.Kith.tell(m.Unit), peer, ratio, m.asked(), m.verdict())
}

// start is what was so when a run began.
type start struct{ commit, load string }

func tell(rows []measurement, size sizes, begun start) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Figures\n\nMeasured %s at %s, %s.\n", time.Now().UTC().Format("2006-01-02"), begun.commit, machine())
	fmt.Fprintf(&out, "Load of the machine (1, 5, 15 minutes) before the run %s, after it %s; the benchmarks themselves are part of the second.\n", begun.load, load())
	fmt.Fprintf(&out, "Each figure is the median of %d rounds in one run, with minimum and maximum, and each side was measured in turn. Quote the ratios:\n", size.rounds)
	fmt.Fprint(&out, "times change from machine to machine. Where a target says `>=` the ratio is how many times better than the peer, and otherwise how\nmany times what the peer takes.\n\n")
	if size.small {
		fmt.Fprint(&out, "**A small run, of a tenth of everything: no figure to quote.**\n\n")
	}
	fmt.Fprint(&out, "| what | Kith | peer or limit | ratio | must reach | |\n|---|---|---|---|---|---|\n")
	for _, row := range rows {
		fmt.Fprintln(&out, row.line())
	}
	return out.String()
}

// sense is the heading from which on a person has written what to make of the figures.
const sense = "\n## What to make of it\n"

// write puts the figures into the report and leaves what a person wrote below them.
func write(into, report string) error {
	before, err := os.ReadFile(into)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, words, found := strings.Cut(string(before), sense); found {
		report += sense + words
	}
	return os.WriteFile(into, []byte(report), 0o644)
}

func commit() string {
	hash, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "an unknown commit"
	}
	return strings.TrimSpace(string(hash))
}

// machine says on what it was measured, and with which versions of what.
func machine() string {
	said := []string{fmt.Sprintf("%d cores (%s), %s/%s", runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH), runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			switch module.Path {
			case "github.com/pocketbase/pocketbase", "modernc.org/sqlite":
				said = append(said, module.Path[strings.LastIndex(module.Path, "/")+1:]+" "+module.Version)
			}
		}
	}
	return strings.Join(said, ", ")
}

func processor() string {
	told, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(told)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// load is how busy the machine is, since figures of a busy machine say less.
func load() string {
	told, err := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(told)); err == nil && len(fields) >= 3 {
		return strings.Join(fields[:3], " ")
	}
	return "unknown"
}
