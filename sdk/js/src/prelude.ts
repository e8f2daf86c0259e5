/** The first module of every component. */
import { forbidClock } from "./clock.js";

forbidClock();
