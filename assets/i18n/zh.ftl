### 应用里的文字。每个键在 en.ftl 里都有对应的一条。

## 通用

app-name = 无诈村
other-language = English
opening = 正在打开本机数据……
waiting = 正在读取……
try-again = 再试一次
back = 返回
cancel = 取消
save = 保存
more = 显示更多
percent = { $share }%
sentence-pair = { $first }。{ $second }
skip-to-content = 跳到正文
not-found-title = 没有这个页面
not-found-advice = 地址“/{ $path }”不对。您的记录都在，请从“今日”继续。
ago-now = 刚刚
ago-minutes = { $count } 分钟前
ago-hours = { $count } 小时前
day-short = { $month }月{ $date }日
day-long = { $year }年{ $month }月{ $date }日

## 标签栏

tabs-label = 主要页面
tab-today = 今日
tab-doors = 住户
tab-map = 地图
tab-me = 我的
tab-desk = 总览
tab-roster = 名册
tab-people = 人员

## 角色

role-county = 县级
role-reviewer = 乡镇审核员
role-committee = 村委
role-worker = 网格员
role-police = 民警

## 同步

sync-none = 本机还没有记录
sync-saved = { $saved } 条已保存，服务器已收到 { $received } 条
sync-waiting = 待上传 { $count } 条，最早 { $oldest }
sync-reading = 正在接收 { $read } / { $all }
sync-reading-start = 正在接收住户资料
sync-sending = 正在上传
sync-offline = 没有网络，记录存在本机，有网后自动上传
sync-last = { $when }同步
sync-never = 还没有同步过
sync-now = 立即同步
sync-problem-server-error = 服务器暂时出错。记录都在本机，稍后会自动再传。
sync-problem-upgrade-needed = 服务器需要新版应用。记录都在本机，请更新应用后再同步。
sync-problem-storage-full = 手机空间已满，新资料存不下。已保存的记录都在；请先清理手机空间。
sync-problem-forbidden = 服务器不认这台设备的权限。记录都在本机，请联系乡镇审核员。
sync-problem-throttled = 服务器正忙。记录都在本机，稍后会自动再传。
sync-problem-other = 同步没有完成（{ $code }）。记录都在本机，稍后会自动再试。

## 横幅

banner-revoked = 这台设备已被停用
banner-revoked-do = 还没上传的记录仍在本机，可以导出成文件交给审核员。如要继续使用，请向乡镇审核员要新的邀请。
banner-revoked-export = 查看并导出记录
banner-clock = 手机时间差了 { $minutes } 分钟
banner-clock-do = 记录不会丢。请在手机设置里打开“自动设置时间”。
update-ready = 有新版本可用。
update-apply = 现在更新

## 本机存储

storage-insecure-origin = 这个地址不安全，浏览器不让保存数据
storage-do-insecure-origin = 还没有保存任何内容。请用 https:// 开头的地址打开，地址请问乡镇审核员。
storage-no-opfs = 这个浏览器不能可靠地保存记录
storage-do-no-opfs = 为了不丢记录，这里不能使用。请不要用无痕窗口；在微信里请点右上角“…”，选“在浏览器打开”。浏览器要 Chrome 109 或 Safari 16.4 以上。
storage-other-tab = 应用已在另一个窗口打开
storage-do-other-tab = 已保存的记录都在。请关掉另一个窗口后再试，或者转到这里继续使用。
storage-take-over = 转到这里使用
storage-worker-died = 应用意外停止
storage-do-worker-died = 显示过“已保存”的记录都在；没填完的表会作为草稿恢复。请点“再试一次”。
storage-corrupt = 本机数据读不出来
storage-do-corrupt = 损坏的数据原样留着，没有删除。请不要清除浏览器数据，并联系乡镇审核员。
storage-newer-schema = 本机数据来自更新的版本
storage-do-newer-schema = 数据都在。请连上网，更新应用后再打开。
storage-full = 手机空间不够，打不开本机数据
storage-do-full = 已保存的记录都在。请清理手机空间，再点“再试一次”。
storage-other = 本机数据不能使用（{ $code }）
storage-do-other = 已保存的记录没有删除。请再试一次；不行就联系乡镇审核员。

## 出错时

failure-offline = 连不上服务器
failure-offline-do = 没有改动任何内容。请到有网的地方再试一次。
failure-not-enrolled = 这台设备还没有加入
failure-not-enrolled-do = 没有改动任何内容。请先打开邀请链接，或用姓名和密码登录。
failure-unsent = 还有 { $count } 条记录没有上传
failure-unsent-do = 记录都在本机，没有退出。请先连网同步，或导出这些记录。
failure-storage-full = 手机空间已满，没有保存
failure-storage-full-do = 您填的内容还在这一页上。请清理手机空间后再点保存。
failure-not-found = 本机没有这一条
failure-not-found-do = 它可能不在您负责的范围里，或者还没有同步下来。
failure-defect = 应用出了差错
failure-defect-do = 已保存的记录都在。请再试一次；再出现时请把这句话告诉技术人员：{ $detail }
refused-invitation-spent = 这个邀请已经用过了
refused-do-invitation-spent = 每个邀请只能用一次。请向乡镇审核员要一个新的邀请。
refused-invitation-expired = 这个邀请过期了
refused-do-invitation-expired = 请向乡镇审核员要一个新的邀请。
refused-invitation-unknown = 没有这个邀请
refused-do-invitation-unknown = 请对照收到的链接再输一遍，或要一个新的邀请。
refused-not-found = 服务器上没有这一条
refused-do-not-found = 请核对后再试一次。
refused-wrong-password = 姓名或密码不对
refused-do-wrong-password = 请再输一遍。忘了密码请找乡镇审核员。
refused-forbidden = 您没有这项权限
refused-do-forbidden = 没有改动任何内容。需要时请找乡镇审核员。
refused-unauthorized = 登录已失效
refused-do-unauthorized = 记录都在本机。请向乡镇审核员要新的邀请。
refused-revoked = 这台设备已被停用
refused-do-revoked = 没上传的记录仍在本机，可以导出。如要继续使用，请要新的邀请。
refused-throttled = 试的次数太多了
refused-do-throttled = 请等一分钟再试。
refused-too-large = 内容太大，服务器不收
refused-do-too-large = 没有改动任何内容。请分成几份再试。
refused-other = 服务器没有接受（{ $code }）
refused-do-other = 本机的记录都在。请再试一次；不行就联系乡镇审核员。
invalid-other = 有一项填得不对（{ $code }）
invalid-do = 没有保存；您填的内容还在，请改好再试。

## 首次打开与加入

welcome-title = 入户走访，没有网也能记
welcome-what-to-do = 请打开收到的邀请链接，或者把邀请码填在这里。
welcome-invitation = 用邀请加入
welcome-invitation-label = 邀请链接或邀请码
welcome-invitation-hint = 可以把整条链接粘贴进来
welcome-invitation-missing = 请先填邀请码
welcome-invitation-open = 查看邀请
sign-in-title = 用姓名和密码登录
sign-in-name = 姓名
sign-in-password = 密码
sign-in = 登录
sign-in-busy = 正在登录……
join-title = 邀请
join-for = { $name }，请确认加入
join-role = 身份
join-area = 负责范围
join-expires = 有效期至
join-what-happens = 确认以后，这台设备会收到您负责范围内的住户，没有网也能用。
join-confirm = 确认加入
join-busy = 正在加入……
join-once = 邀请只能用一次，请在您自己的手机上确认。
join-still-valid = 邀请没有用掉，换个浏览器打开同一个链接仍然有效。
join-other-way = 换一种方式加入
join-already = 这台设备已经加入
join-already-advice = 邀请没有用掉。要换人使用，请先在“我的”里退出。
join-go-on = 开始使用
join-done = 加入成功
join-all-here = 住户资料已全部收到，没有网也能用。
join-progress = 接收进度
join-add-to-home = 建议把本页“添加到主屏幕”，下次直接打开。

## 户的状态

state-reached = 已走访
state-unreached = 未走访
state-attempted = 没遇到人
state-declined = 拒访
state-away = 外出
state-exempt = 不计
pledge-state-signed = 已签承诺
pledge-state-declined = 不签承诺
pledge-state-withdrawn = 已撤回承诺
door-place = { $lane } { $number }
door-household = 住户
door-unit = 单位
promised-on = 约定 { $day } 再访
away-until = { $day } 回来
attempts = 去过 { $count } 次
badge-conflict = 待定
badge-unsent = 有记录未上传
tags-label = 重点人群和标签
tag-elderly = 老年人
tag-alone = 独居
tag-student = 学生
tag-finance = 财务人员
tag-trader = 个体户
tag-migrant = 外来人员
tag-victim = 曾被骗
tag-other = { $code }
coverage-reached = 已走访 { $reached } / { $of } 户
coverage-signed = 已签承诺 { $signed } 户
coverage-unacknowledged = 其中 { $count } 条服务器还没收到
