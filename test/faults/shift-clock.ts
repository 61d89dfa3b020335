// Loaded into a node before anything else: its wall clock is off by as many milliseconds as the file
// named by EVENKEEL_TEST_CLOCK_FILE says, whenever it is asked.
import { readFileSync } from 'node:fs';

const file = process.env['EVENKEEL_TEST_CLOCK_FILE'] ?? '';
const real = Date.now.bind(Date);
Date.now = () => real() + (Number(readFileSync(file, 'utf8')) || 0);
