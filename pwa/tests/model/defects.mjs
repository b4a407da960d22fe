/**
 * Defects that somebody could make by accident. Each is one exact piece of the sources that becomes another; the schedules
 * have to notice it. A piece that is not there exactly once any more has to be found anew.
 *
 * @type {import("../../../scripts/planting.mjs").Defect[]}
 */
export const defects = [
  {
    name: "acknowledge before the commit",
    file: "backend/inbox/inbox.go",
    from: "	select {\n	case got := <-waiting.answer:\n		return got.results, got.err\n",
    to: "	early := make([]api.OpResult, len(ops))\n	for i, op := range ops {\n		early[i] = api.OpResult{Op: op.Op, Status: api.OpResultStatusAccepted}\n	}\n	if len(early) > 0 {\n		return early, nil\n	}\n	select {\n	case got := <-waiting.answer:\n		return got.results, got.err\n",
  },
  {
    name: "drop the ledger",
    file: "backend/inbox/ledger.go",
    from: "	if err != nil || len(lines) == 0 {\n		return nil, err\n	}\n	return &lines[0], nil\n",
    to: '	_, gone := tx.NonconcurrentDB().Delete("ledger", dbx.HashExp{"seat": seat, "op": op}).Execute()\n	return nil, errors.Join(err, gone)\n',
    import: ['	"encoding/json"\n', '	"encoding/json"\n	"errors"\n'],
  },
  {
    name: "forget the check of the cursor",
    file: "backend/feed/cursor.go",
    from: "	if err != nil || !known {\n		return fresh, !known, err\n	}\n",
    to: "	if err != nil || !known && at.Mark == `` {\n		return fresh, !known, err\n	}\n",
  },
  {
    name: "let the cursor pass a row by",
    file: "backend/feed/pull.go",
    from: "at.Keys[name] = found[len(found)-1].Seq\n",
    to: "at.Keys[name] = found[len(found)-1].Seq + 1\n",
  },
  {
    name: "let the circle read what nobody approved",
    file: "backend/feed/moments.go",
    from: "SELECT 'circle:' || o.circle, 'moment', o.id, o.released, o.approval, o.mark FROM seen o",
    to: "SELECT 'circle:' || o.circle, 'moment', o.id, o.revision, '', o.mark FROM own o",
  },
  {
    name: "take silence for a yes",
    file: "backend/review/release.go",
    from: "LIMIT 1), 'later') <> 'yes'",
    to: "LIMIT 1), 'yes') <> 'yes'",
  },
  {
    name: "let a no hide nothing",
    file: "backend/feed/moments.go",
    from: "AND a.answer = 'no' AND a.seq > since) THEN 0",
    to: "AND a.answer = 'never' AND a.seq > since) THEN 0",
  },
  {
    name: "let a withdrawn consent hide nothing",
    file: "backend/feed/moments.go",
    from: "WHERE s.revision = released AND c.seq > since), 3))",
    to: "WHERE s.revision = released AND c.seq > since + 1000000), 3))",
  },
  {
    name: "let a take-down hide nothing",
    file: "backend/feed/moments.go",
    from: "(d.kind IN ('take_down', 'take_back')",
    to: "(d.kind IN ('take_back')",
  },
  {
    name: "give families what is for the circle",
    file: "backend/feed/moments.go",
    from: "p.revision = o.released WHERE o.wide >= 2",
    to: "p.revision = o.released WHERE o.wide >= 1",
  },
  {
    name: "take a piece of a photo without its checksum",
    file: "backend/media/receive.go",
    from: "case !sum.matches(piece):",
    to: "case !sum.matches(piece) && false:",
  },
  {
    name: "leave a row that is gone",
    file: "pwa/src/sync/pull.ts",
    from: 'if (change.gone) return [{ does: "gone", key, kind, id }];',
    to: "if (change.gone) return [];",
  },
  {
    name: "leave what a lost key gave",
    file: "pwa/src/sync/pull.ts",
    from: 'if (change.left) return [{ does: "left", key }];',
    to: "if (change.left) return [];",
  },
  {
    name: "keep the cursor before the changes",
    file: "pwa/src/sync/push.ts",
    from: "  await keep(seat, batch, answer);\n",
    to: '  await writeFact(seat, "cursor", answer.cursor);\n  await keep(seat, batch, answer);\n',
  },
  {
    name: "delete an op before its verdict",
    file: "pwa/src/store/outbox.ts",
    from: '      await store.put({ ...record, state: "sending", attempts: record.attempts + 1 });\n',
    to: "      await store.delete(n);\n",
  },
  {
    name: "send a new op after a cut",
    file: "pwa/src/sync/push.ts",
    from: "    await markReady(seat, 0, codeOf(error));\n",
    to: '    await markReady(seat, 0, codeOf(error));\n    const anew = await Promise.all(batch.map((op) => rewriteOp(seat, op)));\n    await seat.db.write(["outbox"], async (tx) => {\n      for (const op of anew) await tx.objectStore("outbox").put(op);\n    });\n',
  },
  {
    name: "send nothing again to a school that went back",
    file: "pwa/src/store/apply.ts",
    from: "if (news.rewound) await sendAgain(tx);",
    to: "",
  },
  {
    name: "send no photo again to a school that went back",
    file: "pwa/src/store/apply.ts",
    from: 'if (media.state !== "kept" ||',
    to: 'if (media.state === "kept" ||',
  },
  {
    name: "forget what was acknowledged",
    file: "pwa/src/store/verdict.ts",
    from: 'await tx.objectStore("sent").put(',
    to: "void (",
  },
  {
    name: "say that the teacher has it without its photos",
    file: "pwa/src/store/state.ts",
    from: "if (!facts.op && facts.kept >= facts.pictures)",
    to: "if (!facts.op)",
  },
  {
    name: "leave the pictures of a row that went",
    file: "pwa/src/store/purge.ts",
    from: "for (const picture of pictures) await",
    to: "for (const picture of pictures.slice(1e9)) await",
  },
  {
    name: "do nothing of the journal again",
    file: "backend/keeping/replay.go",
    from: "	for _, line := range unknown {\n		if err := again",
    to: "	for _, line := range unknown[:0] {\n		if err := again",
  },
  {
    name: "let an approval come back that was undone since",
    file: "backend/keeping/decided.go",
    from: "			err = inbox.Settle(tx, approval, inbox.Void)\n",
    to: "			err = nil\n",
  },
  {
    name: "restore without telling the phones",
    file: "backend/keeping/heal.go",
    from: "errors.Join(account.LoseTrack(tx), feed.Renew(tx))",
    to: "errors.Join(account.LoseTrack(tx))",
  },
  {
    name: "open a restored school before anybody has looked",
    file: "backend/circle/keys.go",
    from: "	closed, err := IsClosed(app, seat.School)\n",
    to: "	_, err = IsClosed(app, seat.School)\n	closed := false\n",
  },
  {
    name: "take in again what was erased",
    file: "backend/moment/erased.go",
    from: "	if len(gone) > 0 {\n",
    to: "	if len(gone) > 1000 {\n",
  },
  {
    name: "forget at sign-out what no backup holds",
    file: "pwa/src/store/leave.ts",
    from: "return [...sent, ...kept].some((thing) => (thing.seq ?? Infinity) > durable);",
    to: "return [...sent, ...kept].some((thing) => (thing.seq ?? Infinity) < durable - 1e9);",
  },
];
