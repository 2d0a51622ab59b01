import { BenchBrowser } from './browser.ts';
import { measureOverview, type OverviewMeasured } from './measure-overview.ts';
import { measureVmTable, type VmTableMeasured } from './measure-vm-table.ts';
import { type CentreSize, nameOf, storeCentre } from './sizes.ts';
import { withConsole } from './with-console.ts';

export interface SizeMeasured {
  size: CentreSize;
  overview: OverviewMeasured;
  vmTable: VmTableMeasured;
  browser: string; // its version
}

interface Thoroughness {
  loads: number; // of each page
  watchMs: number; // for updates
}

/** Pages over data centres of these sizes, each with a console of its own. */
export async function measureSizes(
  sizes: readonly CentreSize[],
  { loads, watchMs }: Thoroughness,
  log: (line: string) => void,
): Promise<SizeMeasured[]> {
  const measured: SizeMeasured[] = [];
  for (const size of sizes) {
    log(`pages: ${nameOf(size)}`);
    measured.push(
      await withConsole(
        (server) => storeCentre(server, size),
        async ({ origin, cookie }) => {
          const browser = await BenchBrowser.open(origin, cookie);
          try {
            const overview = await measureOverview(browser, { loads, watchMs });
            const vmTable = await measureVmTable(browser, loads);
            return { size, overview, vmTable, browser: browser.version() };
          } finally {
            await browser.close();
          }
        },
      ),
    );
  }
  return measured;
}
