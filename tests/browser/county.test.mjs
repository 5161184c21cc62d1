// A county looks at sums: villages come as figures, the doors of one when somebody opens it, until it is let go.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { syncNow } from "./decide.mjs";
import { openVillage, villages } from "./desk.mjs";
import { DESK, inTown } from "./harness.mjs";
import { signIn, until } from "./people.mjs";

/** The villages below the county's one township. */
async function counted(desk) {
  await desk.id("tab-desk").click();
  if (!(await desk.id("overview-up").count())) await desk.id("desk-overview-row").getByRole("button").click();
  await desk.id("overview-up").waitFor();
  const rows = desk.id("desk-overview-row");
  const left = () => rows.evaluateAll((all) => all.map(({ dataset }) => dataset.counting));
  await until("added up", left, (all) => all.length === 24 && all.every((counting) => counting === "0"));
  return rows.evaluateAll((all) => all.map(({ dataset: { id, reached, of } }) => ({ id, reached, of })));
}

const sorted = (all) => all.map(({ id, reached, of }) => `${id} ${reached}/${of}`).sort();

async function coverage(desk) {
  const { done, of } = await desk.id("village-coverage").evaluate(({ dataset }) => ({ ...dataset }));
  return { done, of };
}

inTown("a county's desk", {}, async (town, step) => {
  const { server } = town;
  const [clerk, reviewer] = ["county", "reviewer"].map((role) => server.demo(role));
  const desk = await town.device("county", { size: DESK });
  const township = await town.device("reviewer", { size: DESK });
  let all, village;

  await step("sees every village's figures, the same as those who have the doors", async () => {
    await signIn(desk, clerk.name, clerk.password);
    all = await counted(desk);
    await usableByAll(desk.page);
    await signIn(township, reviewer.name, reviewer.password);
    const theirs = await until("the township's", () => villages(township), (some) => some.length === 24 && some.every(({ of }) => of > 0));
    assert.deepEqual(sorted(all), sorted(theirs));
  });

  await step("a village has its figures and no doors; opened, it has both", async () => {
    village = all.find(({ reached, of }) => Number(reached) > 0 && Number(of) > 50);
    await openVillage(desk, village.id);
    assert.deepEqual(await coverage(desk), { done: village.reached, of: village.of });
    assert.equal(await desk.id("village-missing").count(), 0);
    await usableByAll(desk.page);
    await desk.id("village-open").click();
    await desk.id("village-let-go").waitFor();
    await desk.id("village-missing").waitFor();
    assert.deepEqual(await coverage(desk), { done: village.reached, of: village.of });
    await usableByAll(desk.page);
  });

  await step("without a network everything is there still, and letting go says that it needs one", async () => {
    await desk.offline(true);
    await desk.page.reload();
    await desk.id("village-missing").waitFor();
    await desk.id("village-let-go").click();
    await desk.id("failure").waitFor();
    await desk.id("village-missing").waitFor();
    await desk.offline(false);
  });

  await step("let go, the doors are gone from this device and the figures stay", async () => {
    await desk.id("village-let-go").click();
    await desk.id("village-open").waitFor();
    await desk.id("village-missing").waitFor({ state: "detached" });
    assert.deepEqual(await coverage(desk), { done: village.reached, of: village.of });
    await syncNow(desk);
    assert.deepEqual(sorted(await counted(desk)), sorted(all));
  });
});
