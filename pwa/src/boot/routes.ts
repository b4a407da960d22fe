import type { Route } from "./match";

/** Every address of the app and the screen that answers it. A new screen is a new row. */
export const routes: readonly Route[] = [
  // doors
  { path: "/", screen: () => import("../screens/door/Door.svelte") },
  { path: "/scan", online: true, screen: () => import("../screens/door/Scan.svelte") },
  { path: "/code", screen: () => import("../screens/door/TypeCode.svelte") },
  { path: "/let-in", screen: () => import("../screens/door/LetIn.svelte") },
  { path: "/staff", screen: () => import("../screens/door/Staff.svelte") },
  { path: "/b", screen: () => import("../screens/door/BadgeLink.svelte") },
  { path: "/i", screen: () => import("../screens/door/Letter.svelte") },
  { path: "/s", online: true, screen: () => import("../screens/door/SetUp.svelte") },
  { path: "/d", online: true, screen: () => import("../screens/door/Demo.svelte") },

  // a student's
  { path: "/circles", for: "student", screen: () => import("../screens/home/Home.svelte") },
  { path: "/circles/:circle", for: "student", screen: () => import("../screens/circle/Circle.svelte") },
  { path: "/moments", for: "student", screen: () => import("../screens/moments/Moments.svelte") },
  { path: "/moments/:moment", for: "student", screen: () => import("../screens/moment/Moment.svelte") },
  { path: "/me", for: "student", screen: () => import("../screens/aboutme/AboutMe.svelte") },
  { path: "/me/shown", for: "student", screen: () => import("../screens/aboutme/WhereShown.svelte") },
  { path: "/me/consents", for: "student", screen: () => import("../screens/allowed/Allowed.svelte") },
  { path: "/me/told", for: "student", online: true, screen: () => import("../screens/tell/ToldPage.svelte") },
  {
    path: "/not-right",
    for: "student",
    online: true,
    screen: () => import("../screens/amendments/NotRight.svelte"),
  },
  { path: "/tell", for: "student", screen: () => import("../screens/tell/Tell.svelte") },
  { path: "/needs-a-look", for: "student", screen: () => import("../screens/trouble/Trouble.svelte") },
  { path: "/new", for: "student", screen: () => import("../screens/compose/Composer.svelte") },
  { path: "/new/:moment", for: "student", screen: () => import("../screens/compose/Composer.svelte") },
  { path: "/devices", for: "student", online: true, screen: () => import("../screens/devices/Devices.svelte") },

  // a teacher's and a coordinator's
  { path: "/queue", for: "staff", screen: () => import("../screens/queue/Queue.svelte") },
  { path: "/queue/:moment", for: "staff", screen: () => import("../screens/review/Review.svelte") },
  { path: "/circles", for: "staff", screen: () => import("../screens/roster/Roster.svelte") },
  { path: "/circles/:circle", for: "staff", screen: () => import("../screens/roster/CircleRoster.svelte") },
  { path: "/circles/:circle/consents", for: "staff", screen: () => import("../screens/consents/Consents.svelte") },
  { path: "/consent-sheet", for: "staff", online: true, screen: () => import("../screens/sheet/ConsentSheet.svelte") },
  { path: "/people", for: "staff", screen: () => import("../screens/people/People.svelte") },
  { path: "/people/:person", for: "staff", screen: () => import("../screens/person/Person.svelte") },
  {
    path: "/people/:person/devices",
    for: "staff",
    online: true,
    screen: () => import("../screens/devices/Devices.svelte"),
  },
  { path: "/devices", for: "staff", online: true, screen: () => import("../screens/devices/Devices.svelte") },
  { path: "/people/:person/erase", for: "staff", online: true, screen: () => import("../screens/erase/Erase.svelte") },
  { path: "/print-forms", for: "staff", online: true, screen: () => import("../screens/print/FormsPage.svelte") },
  { path: "/print/:what", for: "staff", online: true, screen: () => import("../screens/print/PrintPage.svelte") },
  { path: "/today", for: "staff", screen: () => import("../screens/today/Today.svelte") },
  { path: "/incidents", for: "staff", online: true, screen: () => import("../screens/incidents/Incidents.svelte") },
  { path: "/school", for: "staff", online: true, screen: () => import("../screens/today/School.svelte") },
  { path: "/insights", for: "staff", screen: () => import("../screens/facts/Facts.svelte") },
  { path: "/reports", for: "staff", screen: () => import("../screens/facts/Facts.svelte") },
  { path: "/worries", for: "staff", online: true, screen: () => import("../screens/worries/Worries.svelte") },
  { path: "/worries/:worry", for: "staff", online: true, screen: () => import("../screens/worries/OneWorry.svelte") },
  { path: "/amendments", for: "staff", online: true, screen: () => import("../screens/amendments/Amendments.svelte") },
  { path: "/tell", for: "staff", screen: () => import("../screens/tell/Tell.svelte") },
  { path: "/me/told", for: "staff", online: true, screen: () => import("../screens/tell/ToldPage.svelte") },
  { path: "/needs-a-look", for: "staff", screen: () => import("../screens/trouble/Trouble.svelte") },
  { path: "/settings", for: "staff", screen: () => import("../screens/settings/Settings.svelte") },

  // a family's
  { path: "/highlights", for: "family", screen: () => import("../screens/highlights/Highlights.svelte") },
  { path: "/highlights/:moment", for: "family", screen: () => import("../screens/highlights/OneHighlight.svelte") },
  { path: "/consents", for: "family", screen: () => import("../screens/allowed/Allowed.svelte") },
  { path: "/not-right", for: "family", online: true, screen: () => import("../screens/amendments/NotRight.svelte") },
  { path: "/about", for: "family", screen: () => import("../screens/about/About.svelte") },
  { path: "/devices", for: "family", online: true, screen: () => import("../screens/devices/Devices.svelte") },
  { path: "/needs-a-look", for: "family", screen: () => import("../screens/trouble/Trouble.svelte") },
  { path: "/settings", for: "family", screen: () => import("../screens/settings/Settings.svelte") },
];

/** What stands in for every page of somebody whose place is locked. */
export const pinPage: Route = { path: "", screen: () => import("../screens/lock/PinPage.svelte") };

/** What answers an address that no row knows. */
export const nowhere: Route = { path: "", screen: () => import("../screens/nowhere/Nowhere.svelte") };

/** What stands in for a page that is nothing without the school, when its file cannot be fetched. */
export const away: Route = { path: "", screen: () => import("../screens/nowhere/Away.svelte") };
