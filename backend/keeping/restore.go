package keeping

import (
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/feed"
)

// Begin makes a restored database one of its own: phones that spoke to the one that is lost see that this one knows less than they do,
// send again what they hold and read everything anew.
func Begin(app core.App) error {
	return app.RunInTransaction(feed.Renew)
}
