// Command kith serves a school's shared journal. Flags and environment are read here and nowhere else.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // schools live in time zones, and the image has none
)

// command is one thing that kith can be asked to do.
type command struct {
	name, what string
	run        func(ctx context.Context, args []string, out io.Writer) error
}

var commands = []command{
	{"serve", "open the school", serve},
	{"setup", "print the one-time link that names the school and its first coordinator", setup},
	{"invite", "print a link with which a colleague chooses a new password", invite},
	{"demo", "open a fictional school with ready sign-ins", runDemo},
	{"health", "say whether the school answers", health},
	{"backup", "write everything into one file while the school runs", backup},
	{"restore", "put a backup back into an empty folder", restore},
	{"erase", "take one moment, or somebody, away for good", erase},
	{"verify", "hold the data against the law of reading and the audit chain", verify},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "kith:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 {
		for _, command := range commands {
			if command.name == args[0] {
				return command.run(ctx, args[1:], out)
			}
		}
	}
	fmt.Fprintln(out, "usage: kith COMMAND [flags]")
	for _, command := range commands {
		fmt.Fprintf(out, "  %-8s %s\n", command.name, command.what)
	}
	if len(args) > 0 {
		return fmt.Errorf("there is no command %q", args[0])
	}
	return nil
}
