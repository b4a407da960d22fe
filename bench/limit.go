package main

import (
	"os"
	"syscall"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/server"
)

// limit holds an acknowledgement against the least that it could cost: a bare program that writes exactly its rows, in batches, without
// HTTP, sessions, rules, hooks or an answer. Both are counted in CPU time of the process that writes; the phones run in another one.
func limit(size sizes) ([]measurement, error) {
	s, err := open()
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	listening, err := s.serve()
	if err != nil {
		return nil, err
	}
	defer listening.Close()
	phones, err := startCrowd()
	if err != nil {
		return nil, err
	}
	defer phones.close() //nolint:errcheck // it ends with its input
	bare, err := openBare()
	if err != nil {
		return nil, err
	}
	defer bare.close() //nolint:errcheck // a folder of this run
	row := measurement{
		What: "acknowledged moments per CPU second, `synchronous=FULL`", Unit: "/s", Name: "a bare program that only writes the rows, 50 moments a commit",
		Must: must{Least: 0.7, Rate: true},
	}
	senders := s.senders()
	moments := len(senders) * each
	for range size.rounds {
		before := cpu()
		answer, err := phones.ask(task{Do: "send", URL: listening.URL, Phones: senders, Each: each})
		if err != nil {
			return nil, err
		}
		row.Kith = append(row.Kith, float64(moments)/(cpu()-before))
		for i, cursor := range answer.Cursors {
			senders[i].Cursor = cursor
		}
		before = cpu()
		if err := bare.keep(moments); err != nil {
			return nil, err
		}
		row.Peer = append(row.Peer, float64(moments)/(cpu()-before))
	}
	return []measurement{row}, nil
}

// cpu is how much time the processor has spent on this process so far, in seconds.
func cpu() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // it has no way to fail for oneself
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

// bareSchool is the database of a school with nothing of ours around it.
type bareSchool struct {
	*school
	app core.App
	seq int64
}

func openBare() (*bareSchool, error) {
	filled, err := open()
	if err != nil {
		return nil, err
	}
	if err := filled.house.Close(); err != nil {
		return nil, err
	}
	app := server.Bare(filled.dir)
	bare := &bareSchool{school: filled, app: app}
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	return bare, app.DB().NewQuery(`SELECT seq FROM counter`).Row(&bare.seq)
}

func (b *bareSchool) close() error {
	if err := b.app.ResetBootstrapState(); err != nil {
		return err
	}
	return os.RemoveAll(b.dir)
}

// keep writes moments, fifty a commit.
func (b *bareSchool) keep(moments int) error {
	const aCommit = 50
	for from := 0; from < moments; from += aCommit {
		err := b.app.RunInTransaction(func(tx core.App) error {
			for i := from; i < min(moments, from+aCommit); i++ {
				if err := b.keepOne(tx, i%phones); err != nil {
					return err
				}
			}
			_, err := tx.NonconcurrentDB().NewQuery(`UPDATE counter SET seq = {:seq}`).Bind(dbx.Params{"seq": b.seq}).Execute()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bareSchool) keepOne(tx core.App, phone int) error {
	moment, revision := id(), id()
	for _, record := range b.recordsOf(phone, moment, revision) {
		if _, err := save(tx, record.collection, record.values); err != nil {
			return err
		}
	}
	for _, key := range []string{"seat:" + b.seats[phone], "staff:" + b.circles[phone/perCircle], "coordinators:" + b.id} {
		b.seq++
		_, err := tx.NonconcurrentDB().Insert("feed", dbx.Params{
			"key": key, "kind": "moment", "subject": moment, "seq": b.seq, "revision": revision, "mark": revision + "|0|0|0|0|Student",
		}).Execute()
		if err != nil {
			return err
		}
	}
	op := id()
	_, err := tx.NonconcurrentDB().Insert("ledger", dbx.Params{
		"seat": b.seats[phone], "op": op, "hash": revision, "result": `{"op":"` + op + `","status":"accepted"}`, "at": "2026-01-01 00:00:00.000Z",
	}).Execute()
	return err
}
