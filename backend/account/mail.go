package account

import (
	"fmt"
	"io"
	"net/mail"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
)

// Post carries one letter to a mail address.
type Post func(to, subject, text string) error

// ByMail sends letters through PocketBase's own mailer, with the sender of its settings.
func ByMail(app core.App) Post {
	return func(to, subject, text string) error {
		meta := app.Settings().Meta
		return app.NewMailClient().Send(&mailer.Message{
			From: mail.Address{Name: meta.SenderName, Address: meta.SenderAddress},
			To:   []mail.Address{{Address: to}}, Subject: subject, Text: text,
		})
	}
}

// ToLog writes letters to a log instead of sending them. Only the demo does this: whoever reads the log can sign in as anybody.
func ToLog(log io.Writer) Post {
	return func(to, subject, text string) error {
		_, err := fmt.Fprintf(log, "mail to %s: %s\n%s\n", to, subject, text)
		return err
	}
}

// post sends a letter after the answer is on its way: how long a mail server takes tells nobody whether an address is known.
func (r *Room) post(to, subject, text string) {
	r.posting.Add(1)
	go func() {
		defer r.posting.Done()
		if err := r.Mail(to, subject, text); err != nil {
			r.App.Logger().Error("A letter could not be sent. Check the mail settings.", "error", err)
		}
	}()
}
