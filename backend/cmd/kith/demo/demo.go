// Package demo fills a school with fictional people, circles and moments, through the same doors that a real school uses, so that what
// it shows is what the app does. Its sign-in links work as long as it runs; their door is in this command's route table only.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/labstack/echo/v4"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/server"
)

// Person is a ready sign-in.
type Person struct {
	Name     string `json:"name"`
	Role     string `json:"role"`
	Circle   string `json:"circle"`
	Link     string `json:"link"`
	Badge    string `json:"badge,omitempty"`
	Pin      string `json:"pin,omitempty"`
	Mail     string `json:"mail,omitempty"`
	Password string `json:"password,omitempty"`
}

// School is a fictional school that runs.
type School struct {
	House  *server.House
	People []Person

	origin string
	mu     sync.Mutex
	doors  map[string]string // token to seat
	seats  map[string]circle.Seat
}

// Open opens the school in a folder and fills it if it is empty. Mailed codes go to the log.
func Open(ctx context.Context, config server.Config, log io.Writer) (*School, error) {
	school := &School{origin: config.Origin, doors: map[string]string{}, seats: map[string]circle.Seat{}}
	config.Doors, config.MailLog = school.door, log
	house, err := server.Open(config)
	if err != nil {
		return nil, err
	}
	school.House = house
	if err := school.fill(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("fill the school: %w", err), house.Close())
	}
	return school, nil
}

// door lets in whoever comes with a token of this run. It is no part of the contract, and no other command has it.
func (s *School) door(house *server.House, group *echo.Group) {
	group.POST("/demo/enter", func(c echo.Context) error {
		var body struct {
			Token  string     `json:"token"`
			Device api.Device `json:"device"`
		}
		if err := c.Bind(&body); err != nil {
			return err
		}
		s.mu.Lock()
		seat, known := s.doors[body.Token]
		s.mu.Unlock()
		if !known {
			return api.NotFound()
		}
		signed, err := house.SignIn(seat, body.Device, "demo")
		if err != nil {
			return err
		}
		return c.JSON(200, signed)
	})
}
