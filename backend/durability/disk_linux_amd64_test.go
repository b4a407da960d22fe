package durability_test

import (
	"path"
	"strings"
)

// disk is what the tracer knows of a disk that has failed to flush: after a failed fsync the kernel takes the pages for clean, so the next
// fsync says yes to bytes that are nowhere. Whatever was lost so has to be written again before anybody relies on it.
type disk map[string]*file

// ruined is where a disk keeps what cannot be written again any more.
const ruined = ""

type file struct {
	waiting, lost []span            // bytes
	first         *uint64           // the first byte that was lost, until it is written again
	names         map[string]string // in a folder: a name that came or went, "waiting" or "lost"
}

type span struct{ from, to uint64 }

func (d disk) at(p string) *file {
	if d[p] == nil {
		d[p] = &file{names: map[string]string{}}
	}
	return d[p]
}

// done is told of a call that went well.
func (d disk) done(c call) {
	f := d.at(c.path)
	switch {
	case strings.HasSuffix(c.name, "sync"):
		f.waiting = nil
		for name, state := range f.names {
			if state == "waiting" {
				delete(f.names, name)
			}
		}
	case strings.Contains(c.name, "write"):
		if db := d[strings.TrimSuffix(c.path, "-wal")]; strings.HasSuffix(c.path, "-wal") && c.from == 0 && db != nil && len(db.lost) > 0 {
			d.at(ruined).names["pages of "+strings.TrimSuffix(c.path, "-wal")+", whose log began anew"] = "lost"
		}
		f.lost = without(f.lost, span{c.from, c.to})
		f.waiting = append(f.waiting, span{c.from, c.to})
		if f.first != nil && c.from <= *f.first && *f.first < c.to {
			f.first = nil
		}
	case strings.HasPrefix(c.name, "rename"):
		d[c.path] = d.at(c.was)
		delete(d, c.was)
		d.at(path.Dir(c.path)).names[path.Base(c.path)] = "waiting"
	case strings.HasPrefix(c.name, "unlink"), c.name == "rmdir":
		delete(d, c.path)
		delete(d.at(path.Dir(c.path)).names, path.Base(c.path)) // a name that comes back after a power cut is swept away
	case c.fresh && !strings.HasPrefix(c.name, "f"): // open, openat, mkdir, mkdirat
		d.at(path.Dir(c.path)).names[path.Base(c.path)] = "waiting"
	}
}

// failed is told of a call that the disk refused.
func (d disk) failed(c call) {
	if !strings.HasSuffix(strings.TrimSuffix(c.name, " failed"), "sync") {
		return
	}
	f := d.at(c.path)
	for _, s := range f.waiting {
		if f.first == nil || s.from < *f.first {
			f.first = &s.from
		}
	}
	f.lost, f.waiting = append(f.lost, f.waiting...), nil
	for name := range f.names {
		f.names[name] = "lost"
	}
}

// left is what was lost and never written again, although the school went on. Of the database's log only the first lost byte counts: the
// frames of a commit that failed are written over from there, and what stands behind them has no valid sum any more. The database's
// own pages stand in the log until they are flushed without an error, so they are lost when it begins anew before that. The operator's
// log of requests may lose lines. SQLite flushes the names of its own files at their first use and does not tell when that fails.
func (d disk) left() []string {
	var left []string
	for p, f := range d {
		if strings.HasPrefix(p, "auxiliary.db") {
			continue
		}
		if log := strings.HasSuffix(p, "-wal"); log && f.first != nil || !log && p != "data.db" && len(f.lost) > 0 {
			left = append(left, "bytes of "+p)
		}
		for name, state := range f.names {
			if sqlites := p == "." && strings.HasPrefix(name, "data.db"); state == "lost" && !sqlites {
				left = append(left, "the name "+path.Join(p, name))
			}
		}
	}
	return left
}

// without takes a span out of others.
func without(spans []span, s span) []span {
	var rest []span
	for _, lost := range spans {
		if before := (span{lost.from, min(lost.to, s.from)}); before.from < before.to {
			rest = append(rest, before)
		}
		if after := (span{max(lost.from, s.to), lost.to}); after.from < after.to {
			rest = append(rest, after)
		}
	}
	return rest
}
