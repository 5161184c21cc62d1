// Writing with an input method, as the browser itself does it: text is composed first and committed later.

/** Composes 永宁 in a field; `meanwhile` happens between the first letters and the commitment. */
export const compose = (device, testid, meanwhile) => composeIn(device, device.id(testid), meanwhile);

/** The same in a field that was found otherwise. */
export async function composeIn(device, field, meanwhile) {
  const session = await device.context.newCDPSession(device.page);
  await field.click();
  const composed = async (text) =>
    session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await composed("y");
  await composed("yong");
  await meanwhile();
  await composed("yongning");
  await session.send("Input.insertText", { text: "永宁" });
  await session.detach();
}
