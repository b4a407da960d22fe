// Package server puts the house together: the database, the rooms and who answers which event, the routes, the app's own files and the
// headers. lifecycle.go is the page to read first.
package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/consent"
	"kith/backend/family"
	"kith/backend/family/amendment"
	"kith/backend/feed"
	"kith/backend/inbox"
	"kith/backend/incident"
	"kith/backend/journal"
	"kith/backend/keeping"
	"kith/backend/media"
	"kith/backend/programme/worry"
	"kith/backend/review"
	"kith/backend/sealed"
	"kith/hooks"
	_ "kith/pb_migrations" // the shape of the data
)

// House is a running school: one database, its rooms and the handler in front of them.
type House struct {
	App      core.App
	config   Config
	streams  *feed.Streams
	feed     *feed.Room
	inbox    *inbox.Room
	account  *account.Room
	circle   *circle.Room
	media    *media.Room
	keeping  *keeping.Room
	family   *family.Room
	incident *incident.Room
	consent  *consent.Room
	watch    incident.Watch
	tidied   atomic.Bool // there was a round of sweeping since the start
	stopJobs context.CancelFunc
	jobs     sync.WaitGroup
	pokeOver chan struct{}
}

// Open opens the data folder, brings the schema up to date and puts the rooms together. The folder may be empty.
func Open(config Config) (*House, error) {
	if err := config.Plan.Check(); err != nil {
		return nil, err
	}
	if err := keeping.Whole(config.Dir); err != nil {
		return nil, err
	}
	secrets, err := config.secrets()
	if err != nil {
		return nil, err
	}
	app := Bare(config.Dir)
	if err := app.Bootstrap(); err != nil {
		return nil, fmt.Errorf("open %s: %w", config.Dir, err)
	}
	house := &House{App: app, config: config}
	if err := house.furnish(secrets); err != nil {
		return nil, errors.Join(err, app.ResetBootstrapState())
	}
	return house, nil
}

func (h *House) furnish(secrets Secrets) error {
	if err := h.App.RunAllMigrations(); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	if !h.config.Still { // whoever only looks leaves the settings of a school that may be running as they are
		if err := settle(h.App, h.config); err != nil {
			return err
		}
	}
	book, err := journal.Open(h.config.journal())
	if err != nil {
		return err
	}
	journal.Give(h.App, book)
	events := Lifecycle()
	if h.config.Without != "" {
		events = without(events, h.config.Without)
	}
	hooks.Bind(h.App, events)
	h.streams = feed.NewStreams()
	h.feed = &feed.Room{App: h.App, Streams: h.streams, Verdicts: review.Verdicts}
	h.account = &account.Room{App: h.App, Key: secrets.Key, Pepper: secrets.Pepper, Origin: h.config.Origin, PinCost: h.config.PinCost, Mail: h.post()}
	h.keeping = &keeping.Room{App: h.App, Plan: h.config.Plan, Fresh: h.fresh}
	h.incident = &incident.Room{App: h.App, Fresh: h.fresh}
	h.consent = &consent.Room{App: h.App, Fresh: h.fresh, Together: inbox.Together}
	h.circle = &circle.Room{
		App: h.App, Members: feed.Members, Fresh: h.fresh,
	}
	if err := h.account.Check(); err != nil {
		return err
	}
	if h.config.Still {
		return nil
	}
	if _, err := keeping.Open(h.App); err != nil {
		return err
	}
	if err := feed.Start(h.App); err != nil {
		return err
	}
	if err := sealed.Turn(h.App); err != nil {
		return err
	}
	envelopes := &sealed.Room{App: h.App, Door: h.account}
	if h.media, err = media.Open(h.App, h.config.Dir, envelopes); err != nil {
		return err
	}
	h.inbox = inbox.Open(h.App, h.feed, envelopes)
	h.family = &family.Room{App: h.App, Feed: h.feed, Pictures: h.media.Largest, Sound: h.media.Sound, Fresh: h.fresh}
	jobs, stop := context.WithCancel(context.Background())
	h.stopJobs, h.pokeOver = stop, make(chan struct{})
	h.work(jobs)
	go func() {
		defer close(h.pokeOver)
		if err := h.streams.Run(h.App); err != nil {
			h.App.Logger().Error("pokes have stopped", "error", err)
		}
	}()
	return nil
}

// settle puts the settings that are ours to decide in line at each start.
func settle(app core.App, config Config) error {
	settings := app.Settings()
	settings.Meta.AppName, settings.Meta.AppURL, settings.Meta.HideControls = "Kith", config.Origin, true
	settings.Logs.LogIP, settings.Logs.LogAuthId, settings.Logs.MaxDays = false, false, 5
	settings.Batch.Enabled = false
	settings.RateLimits.Enabled = false
	settings.SMTP.Enabled = config.Mail.Host != ""
	settings.SMTP.Host, settings.SMTP.Port = config.Mail.Host, config.Mail.Port
	settings.SMTP.Username, settings.SMTP.Password, settings.SMTP.TLS = config.Mail.User, config.Mail.Password, config.Mail.TLS
	settings.Meta.SenderName = "Kith"
	if config.Mail.From != "" {
		settings.Meta.SenderAddress = config.Mail.From
	}
	if err := app.Save(settings); err != nil {
		return fmt.Errorf("settle the settings: %w", err)
	}
	return nil
}

// Handler is everything that the school answers over HTTP.
func (h *House) Handler() (http.Handler, error) {
	router, err := apis.NewRouter(h.App)
	if err != nil {
		return nil, err
	}
	h.mount(router)
	mux, err := router.BuildMux()
	if err != nil {
		return nil, err
	}
	return h.guarded(mux), nil
}

// Serve answers on the configured address until the context ends; what is under way then has ten seconds to finish. It refuses where a
// stranger could read what is not theirs.
func (h *House) Serve(ctx context.Context) error {
	handler, err := h.Handler()
	if err != nil {
		return err
	}
	if err := h.closed(handler); err != nil {
		return fmt.Errorf("not served: %w", err)
	}
	server := &http.Server{
		Addr: h.config.Addr, Handler: handler,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	h.streams.Close()
	grace, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	return server.Shutdown(grace)
}

// Close ends the jobs, lets the writer finish, and closes the database.
func (h *House) Close() error {
	if !h.config.Still {
		h.stopJobs()
		h.jobs.Wait()
		h.streams.Close()
		<-h.pokeOver
		h.media.Close()
		h.inbox.Close()
		h.account.Wait()
	}
	return h.App.ResetBootstrapState()
}

// fresh refuses an adult who has not signed in just now.
func (h *House) fresh(ctx context.Context) error { return h.account.Fresh(account.From(ctx)) }

// post is how letters leave: by mail where a host is configured, to a log in the demo, and otherwise not at all.
func (h *House) post() account.Post {
	switch {
	case h.config.Mail.Host != "":
		return account.ByMail(h.App)
	case h.config.MailLog != nil:
		return account.ToLog(h.config.MailLog)
	}
	return nil
}

// SetupLink makes the one-time link of an empty school.
func (h *House) SetupLink() (string, error) { return h.account.SetupLink() }

// StaffLink makes a link with which a colleague chooses a new password, for a house that cannot send mail.
func (h *House) StaffLink(mail string) (string, error) { return h.account.StaffLink(mail) }

// SignIn opens a session without proof, for the demo's door and for tests.
func (h *House) SignIn(seat string, device api.Device, way string) (api.SignedIn, error) {
	return h.account.SignIn(seat, device, way)
}

// Rooms answers every operation of the contract without HTTP, for the demo that fills a school.
func (h *House) Rooms() api.StrictServerInterface {
	return rooms{
		h.account, h.circle, h.feed, h.inbox, h.media, h.keeping, h.family, h.incident, h.consent, &worry.Room{App: h.App}, &amendment.Room{App: h.App},
	}
}

// rooms answers every operation of the contract, each by the room that it belongs to.
type rooms struct {
	*accountRoom
	*circleRoom
	*feedRoom
	*inboxRoom
	*mediaRoom
	*keepingRoom
	*familyRoom
	*incidentRoom
	*consentRoom
	*worryRoom
	*amendmentRoom
}

// Every room is called Room, so each is embedded under a name of its own.
type (
	accountRoom   = account.Room
	amendmentRoom = amendment.Room
	circleRoom    = circle.Room
	feedRoom      = feed.Room
	inboxRoom     = inbox.Room
	mediaRoom     = media.Room
	keepingRoom   = keeping.Room
	familyRoom    = family.Room
	incidentRoom  = incident.Room
	consentRoom   = consent.Room
	worryRoom     = worry.Room
)

var _ api.StrictServerInterface = rooms{}
