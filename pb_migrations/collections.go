// Package pb_migrations is the shape of the data over time. Every collection is locked: nil rules mean that only the operator's
// superuser reaches it through PocketBase, and everybody else goes through the rooms of backend/.
package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// lock builds a collection without any rule, so that nothing but our own routes reads or writes it.
func lock(app core.App, name string, indexes []string, fields ...core.Field) error {
	collection := core.NewBaseCollection(name)
	collection.Fields.Add(fields...)
	collection.Indexes = types.JSONArray[string](indexes)
	return app.Save(collection)
}

func run(app core.App, statements ...string) error {
	for _, statement := range statements {
		if _, err := app.NonconcurrentDB().NewQuery(statement).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// drop forgets collections in reverse order of their making.
func drop(app core.App, names ...string) error {
	for _, name := range names {
		collection, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		if err := app.Delete(collection); err != nil {
			return err
		}
	}
	return nil
}

// freeze refuses every update and delete of a table, unless an erasure has put a row in `erasing` within its transaction.
func freeze(app core.App, tables ...string) error {
	for _, table := range tables {
		for _, act := range []string{"UPDATE", "DELETE"} {
			err := run(app, `CREATE TRIGGER `+table+`_no_`+act+` BEFORE `+act+` ON `+table+`
				WHEN NOT EXISTS (SELECT 1 FROM erasing)
				BEGIN SELECT RAISE(ABORT, '`+table+` are never changed'); END`)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func text(name string, max int) *core.TextField { return &core.TextField{Name: name, Max: max} }

func needed(name string, max int) *core.TextField {
	return &core.TextField{Name: name, Max: max, Required: true}
}

func flag(name string) *core.BoolField { return &core.BoolField{Name: name} }

func date(name string) *core.DateField { return &core.DateField{Name: name} }

func number(name string) *core.NumberField { return &core.NumberField{Name: name, OnlyInt: true} }

func list(name string, size int64) *core.JSONField { return &core.JSONField{Name: name, MaxSize: size} }

func choice(name string, values ...string) *core.SelectField {
	return &core.SelectField{Name: name, Values: values, MaxSelect: 1, Required: true}
}

func created() *core.AutodateField { return &core.AutodateField{Name: "created", OnCreate: true} }

func index(name, table, columns string) string {
	return "CREATE INDEX `" + name + "` ON `" + table + "` (" + columns + ")"
}

func unique(name, table, columns string) string {
	return "CREATE UNIQUE INDEX `" + name + "` ON `" + table + "` (" + columns + ")"
}

// change alters a collection that stands. A field of the same name takes the place of the one before.
func change(app core.App, name string, alter func(*core.Collection)) error {
	collection, err := app.FindCollectionByNameOrId(name)
	if err != nil {
		return err
	}
	alter(collection)
	return app.Save(collection)
}
