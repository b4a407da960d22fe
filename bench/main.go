// Command bench measures Kith against its peers and limits, side by side in one run, and writes bench/RESULTS.md. Absolute times say
// something about the machine; quote the ratios.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// measurement is one row of the report.
type measurement struct {
	what, kith, peer, ratio, must string
}

// commands are what can be measured. A new one is a new row.
var commands = []struct {
	name string
	run  func(rounds int) ([]measurement, error)
}{
	{"acknowledge", acknowledge},
	{"pull", pull},
}

func main() {
	only := flag.String("only", "", "measure one thing: acknowledge or pull")
	rounds := flag.Int("rounds", 5, "how often each side is measured, in turn")
	into := flag.String("into", "bench/RESULTS.md", "where the report goes, empty for nowhere")
	flag.Parse()
	if err := run(*only, *rounds, *into); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(only string, rounds int, into string) error {
	var rows []measurement
	for _, command := range commands {
		if only != "" && only != command.name {
			continue
		}
		found, err := command.run(rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", command.name, err)
		}
		rows = append(rows, found...)
	}
	report := tell(rows, rounds)
	fmt.Print(report)
	if into == "" {
		return nil
	}
	return os.WriteFile(into, []byte(report), 0o644)
}

func tell(rows []measurement, rounds int) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Figures\n\nMeasured %s at %s, %s, %d cores, %s. Each figure is the median of %d rounds in one run, with minimum and\nmaximum. Quote the ratios: times change from machine to machine.\n\n",
		time.Now().UTC().Format("2006-01-02"), commit(), runtime.Version(), runtime.NumCPU(), versions(), rounds)
	fmt.Fprint(&out, "| what | Kith | peer or limit | ratio | must reach |\n|---|---|---|---|---|\n")
	for _, row := range rows {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", row.what, row.kith, row.peer, row.ratio, row.must)
	}
	return out.String()
}

func commit() string {
	hash, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "an unknown commit"
	}
	return strings.TrimSpace(string(hash))
}

func versions() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown versions"
	}
	var named []string
	for _, module := range info.Deps {
		switch module.Path {
		case "github.com/pocketbase/pocketbase", "modernc.org/sqlite":
			named = append(named, module.Path[strings.LastIndex(module.Path, "/")+1:]+" "+module.Version)
		}
	}
	return strings.Join(named, ", ")
}
