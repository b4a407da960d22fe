import "./rescue.css";
import { drawRescue } from "./page";

/** A page that needs nothing of the app: no framework, no file that the app also needs. */
void drawRescue(document.querySelector("main")!);
