package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"

	"kith/backend/server"
)

// settings are the flags of a command, with the environment as their default. docs/operations.md has them in one table.
func settings(name string, out io.Writer) (*flag.FlagSet, *server.Config) {
	flags := flag.NewFlagSet("kith "+name, flag.ContinueOnError)
	flags.SetOutput(out)
	config := &server.Config{
		Key: os.Getenv("KITH_KEY"), Pepper: os.Getenv("KITH_PEPPER"),
		Mail: server.Mail{
			Host: os.Getenv("KITH_MAIL_HOST"), User: os.Getenv("KITH_MAIL_USER"), Password: os.Getenv("KITH_MAIL_PASSWORD"),
			From: os.Getenv("KITH_MAIL_FROM"), TLS: os.Getenv("KITH_MAIL_TLS") != "off", Port: envNumber("KITH_MAIL_PORT", 587),
		},
		Operators: envList("KITH_OPERATORS"),
	}
	flags.StringVar(&config.Dir, "dir", env("KITH_DIR", "data"), "the data folder")
	flags.StringVar(&config.Journal, "journal", env("KITH_JOURNAL", ""), "the folder of the journal of narrowing acts, best on another disk; journal in the data folder if none is named")
	flags.StringVar(&config.Addr, "addr", env("KITH_ADDR", "127.0.0.1:8090"), "where to listen")
	flags.StringVar(&config.Origin, "origin", env("KITH_ORIGIN", ""), "how phones reach the school, such as https://kith.school.example")
	return flags, config
}

// complete fills in what follows from the rest, and refuses what cannot be.
func complete(config *server.Config) error {
	if _, _, err := net.SplitHostPort(config.Addr); err != nil {
		return fmt.Errorf("the address to listen on: %w", err)
	}
	if config.Origin == "" {
		config.Origin = "http://" + config.Addr
	}
	config.Origin = strings.TrimSuffix(config.Origin, "/")
	return nil
}

// tell prints the configuration without its secrets.
func tell(config server.Config, out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(map[string]any{
		"dir": config.Dir, "addr": config.Addr, "origin": config.Origin, "operators": config.Operators,
		"mailHost": config.Mail.Host, "mailPort": config.Mail.Port, "mailFrom": config.Mail.From,
		"journal": config.Journal, "backups": config.Plan.Folder, "backupEvery": config.Plan.Every.String(), "keepBackups": config.Plan.Keep,
		"backupsEncrypted": len(config.Plan.To) > 0,
		"keyGiven":         config.Key != "", "pepperGiven": config.Pepper != "",
	})
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func envNumber(name string, otherwise int) int {
	if value, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return value
	}
	return otherwise
}

func envList(name string) []string {
	return strings.FieldsFunc(os.Getenv(name), func(r rune) bool { return r == ',' || r == ' ' })
}
