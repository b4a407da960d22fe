package feed

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// TurnDay brings in line what began or ended by itself since it last ran: members and adults of circles whose dates came. Who may read is
// asked at every request and needs no job; this is about what phones are told. It may run as often as one likes.
func TurnDay(app core.App) error {
	now := clock.Stamp(app)
	return app.RunInTransaction(func(tx core.App) error {
		var last []string
		if err := tx.DB().NewQuery(`SELECT value FROM house WHERE name = 'day'`).Column(&last); err != nil {
			return err
		}
		params := dbx.Params{"since": "", "now": now}
		if len(last) > 0 {
			params["since"] = last[0]
		}
		if err := turn(tx, params); err != nil {
			return err
		}
		_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO house (name, value) VALUES ('day', {:now})
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`).Bind(params).Execute()
		return err
	})
}

func turn(tx core.App, params dbx.Params) error {
	const came = `("from" > {:since} AND "from" <= {:now} OR until > {:since} AND until <= {:now})`
	var circles, people []string
	err := tx.DB().NewQuery(`SELECT circle FROM members WHERE ` + came + ` UNION SELECT circle FROM grants WHERE circle <> '' AND ` + came).
		Bind(params).Column(&circles)
	if err != nil {
		return fmt.Errorf("find circles that changed by date: %w", err)
	}
	err = tx.DB().NewQuery(`SELECT person FROM grants WHERE ` + came + ` UNION SELECT person FROM family_links WHERE ` + came).
		Bind(params).Column(&people)
	if err != nil {
		return fmt.Errorf("find people that changed by date: %w", err)
	}
	for _, circle := range circles {
		if err := RefreshCircle(tx, circle); err != nil {
			return err
		}
	}
	for _, person := range people {
		if err := RefreshMe(tx, person); err != nil {
			return err
		}
	}
	return nil
}
