// At 200 % a screen is half as wide and half as high: nothing that is tapped or typed into may lie beside it.
import assert from "node:assert/strict";

/** Looks at the page as it stands, at half its size. */
export async function withinReachMagnified(page, { width, height }) {
  const half = Math.floor(width / 2);
  await page.setViewportSize({ width: half, height: Math.floor(height / 2) });
  // Not innerWidth: a phone zooms out until a page that is too wide fits, and would hide what this looks for.
  const beside = await page.evaluate((width) => {
    // A strip of chips may be pushed aside, a page may not.
    const scrolls = (element) => {
      for (let at = element.parentElement; at && at.tagName !== "MAIN"; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !scrolls(element))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      // One pixel across is how something is kept for screen readers alone.
      .filter(({ box }) => box.width > 1 && box.bottom > 0 && (box.right > width + 1 || box.left < -1))
      .map(({ element, box }) => `${element.dataset.testid ?? element.textContent.trim().slice(0, 20)}: ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`);
  }, half);
  assert.deepEqual(beside, [], "within reach at 200 %");
  const row = page.getByTestId("door-row").first();
  // A list that fills the window must leave itself a place when the head alone fills it.
  if (await row.count()) await row.click({ trial: true, timeout: 5_000 });
}
