// Command bench measures Kith against its peers and limits, side by side in one run, and writes bench/RESULTS.md. Absolute times say
// something about the machine; quote the ratios.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// sizes says how much of everything is measured.
type sizes struct {
	rounds int
	small  bool // a tenth of everything, to see whether a measurement works
}

// of is a size, or a tenth of it in a small run.
func (s sizes) of(full int) int {
	if s.small {
		return full / 10
	}
	return full
}

// commands are what can be measured. A new one is a new row.
var commands = []struct {
	name string
	run  func(sizes) ([]measurement, error)
}{
	{"acknowledge", acknowledge},
	{"limit", limit},
	{"pull", pull},
	{"narrow", narrow},
	{"pokes", pokes},
	{"save", saves},
	{"first-pull", firstPull},
	{"clean", drainClean},
	{"3g", drain3G},
	{"faces", lookForFaces},
	{"pictures", pictures},
	{"strangers", strangers},
	{"sheets", sheets},
	{"verify", verify},
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == asPhones { // this program is its own crowd of phones, so that their cost is not the school's
		if err := crowd(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench: phones:", err)
			os.Exit(1)
		}
		return
	}
	var size sizes
	only := flag.String("only", "", "measure only these, with commas between: "+names())
	flag.IntVar(&size.rounds, "rounds", 5, "how often each side is measured, in turn")
	flag.BoolVar(&size.small, "small", false, "a tenth of everything, to see whether it works")
	into := flag.String("into", "bench/RESULTS.md", "where the report goes, empty for nowhere")
	flag.Parse()
	if err := run(*only, size, *into); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func names() string {
	all := make([]string, len(commands))
	for i, command := range commands {
		all[i] = command.name
	}
	return strings.Join(all, ", ")
}

func run(only string, size sizes, into string) error {
	for name := range strings.SplitSeq(only, ",") {
		if only != "" && !strings.Contains(", "+names()+",", ", "+name+",") {
			return fmt.Errorf("%s is none of %s", name, names())
		}
	}
	var rows []measurement
	begun := start{commit(), load()}
	for _, command := range commands {
		if only != "" && !strings.Contains(","+only+",", ","+command.name+",") {
			continue
		}
		found, err := command.run(size)
		if err != nil {
			return fmt.Errorf("%s: %w", command.name, err)
		}
		for _, row := range found {
			fmt.Fprintln(os.Stderr, row.line())
		}
		rows = append(rows, found...)
		if into == "" {
			continue
		}
		if err := write(into, tell(rows, size, begun)); err != nil { // so that nothing is lost if a later one fails
			return err
		}
	}
	fmt.Print(tell(rows, size, begun))
	return nil
}
