package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"kith/backend/server"
)

// serve opens the school until it is ended.
func serve(ctx context.Context, args []string, out io.Writer) error {
	flags, config := settings("serve", out)
	plan := planned(flags)
	show := flags.Bool("print-config", false, "print the configuration and stop")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := complete(config); err != nil {
		return err
	}
	if err := plan(config); err != nil {
		return err
	}
	config.KeepApp = true
	if *show {
		return tell(*config, out)
	}
	house, err := server.Open(*config)
	if err != nil {
		return err
	}
	if err := server.Sound(house.App); err != nil {
		return errors.Join(err, house.Close())
	}
	fmt.Fprintf(out, "Kith answers on %s\n", config.Origin)
	return errors.Join(house.Serve(ctx), house.Close())
}

// setup makes the one-time link of an empty school. The school may be running.
func setup(_ context.Context, args []string, out io.Writer) error {
	flags, config := settings("setup", out)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := complete(config); err != nil {
		return err
	}
	config.Still = true
	house, err := server.Open(*config)
	if err != nil {
		return err
	}
	link, err := house.SetupLink()
	if err == nil {
		fmt.Fprintf(out, "Open this link once, within a day, to name your school:\n\n  %s\n\n", link)
	}
	return errors.Join(err, house.Close())
}

// invite makes a link for a colleague who is known by a mail address, for a school that cannot send mail.
func invite(_ context.Context, args []string, out io.Writer) error {
	flags, config := settings("invite", out)
	mail := flags.String("mail", "", "the address of the colleague")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := complete(config); err != nil {
		return err
	}
	config.Still = true
	house, err := server.Open(*config)
	if err != nil {
		return err
	}
	link, err := house.StaffLink(*mail)
	if err == nil {
		fmt.Fprintf(out, "This link works once, within seven days, and ends the old password:\n\n  %s\n\n", link)
	}
	return errors.Join(err, house.Close())
}

// health asks the running school who is there. It is the health check of the container image.
func health(ctx context.Context, args []string, out io.Writer) error {
	flags, config := settings("health", out)
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+config.Addr+"/kith/v1/hello", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the school does not answer: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing was written
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the school answers with %s", response.Status)
	}
	fmt.Fprintln(out, "The school answers.")
	return nil
}

// verify holds the data against the law of reading and the audit chain.
func verify(_ context.Context, args []string, out io.Writer) error {
	flags, config := settings("verify", out)
	place := flags.String("certificate", "", "a certificate of an erasure, to be held against the audit as well")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := complete(config); err != nil {
		return err
	}
	config.Still = true
	house, err := server.Open(*config)
	if err != nil {
		return err
	}
	if err = house.Hold(out); err == nil && *place != "" {
		err = attest(house, *place, out)
	}
	return errors.Join(err, house.Close())
}

func attest(house *server.House, place string, out io.Writer) error {
	file, err := os.Open(place)
	if err != nil {
		return fmt.Errorf("open the certificate: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	return house.Attest(file, out)
}
