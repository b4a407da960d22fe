import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
const people = JSON.parse(readFileSync("/tmp/k/demo-d.json","utf8"));
const list = people.people ?? people;
const link = (name)=> (Array.isArray(list)?list:Object.values(list)).find((p)=>p.name===name).link;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium" });
async function as(name, width, run){ const c=await browser.newContext({viewport:{width,height:844}}); const p=await c.newPage(); await p.goto(link(name)); await p.waitForURL(/circles|queue|today|highlights/); await run(p); await c.close(); }
const shot=(p,n,full=false)=>p.screenshot({path:`/tmp/k/shots-d/${n}.png`,fullPage:full});
await as("Maya",390,async(p)=>{ await p.waitForTimeout(2500); await shot(p,"home"); await p.goto(new URL("/new",p.url()).href); await p.waitForTimeout(1500); await shot(p,"new"); await p.getByRole("link",{name:"Tell an adult"}).click(); await p.waitForTimeout(1000); await shot(p,"tell"); await shot(p,"tell-full",true); await p.getByRole("button",{name:"scared"}).click(); await p.getByLabel("Say it in words").fill("It was loud at lunch."); await p.getByRole("button",{name:"Tell an adult now"}).click(); await p.waitForTimeout(1500); await shot(p,"done"); await p.goto(new URL("/me/told",p.url()).href); await p.waitForTimeout(1500); await shot(p,"told"); await p.goto(new URL("/circles",p.url()).href); await p.waitForTimeout(1500);});
await as("Ms. Ortiz",390,async(p)=>{ await p.waitForTimeout(2500); await shot(p,"queue"); await p.goto(new URL("/worries",p.url()).href); await p.waitForTimeout(1500); await shot(p,"worries"); await p.getByRole("main").getByRole("link").nth(1).click(); await p.waitForTimeout(1500); await shot(p,"worry",true);});
await as("Ms. Reyes",1280,async(p)=>{ await p.waitForTimeout(2500); await shot(p,"today",true); });
await browser.close();
