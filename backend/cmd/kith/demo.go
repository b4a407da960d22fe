package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"kith/backend/cmd/kith/demo"
)

// runDemo opens a fictional school and prints its sign-ins. With --json they are one line for another program. Its folder is kept if it
// was named, and thrown away otherwise.
func runDemo(ctx context.Context, args []string, out io.Writer) (err error) {
	flags, config := settings("demo", out)
	machine := flags.Bool("json", false, "print the sign-ins as JSON")
	if err := flags.Lookup("dir").Value.Set(""); err != nil {
		return err
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := complete(config); err != nil {
		return err
	}
	if config.Dir == "" {
		if config.Dir, err = os.MkdirTemp("", "kith-demo-*"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(config.Dir)) }()
	}
	config.KeepApp = true
	school, err := demo.Open(ctx, *config, os.Stderr)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- school.House.Serve(ctx) }()
	if err := show(school, config.Origin, *machine, out); err != nil {
		return errors.Join(err, school.House.Close())
	}
	return errors.Join(<-failed, school.House.Close())
}

// show prints who can sign in.
func show(school *demo.School, url string, machine bool, out io.Writer) error {
	if machine {
		return json.NewEncoder(out).Encode(map[string]any{"url": url, "people": school.People})
	}
	fmt.Fprintf(out, "\nRiverside, a fictional school, is open on %s\nOpen one of these in a browser:\n\n", url)
	for _, person := range school.People {
		fmt.Fprintf(out, "  %-10s %-18s %s\n", person.Name, person.Role, person.Link)
	}
	_, err := fmt.Fprintln(out, "\nEnd it with Ctrl-C.")
	return err
}
