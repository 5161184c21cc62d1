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
## 今日

today-round = { $name } · { $last }截止
today-no-round = 现在没有进行中的走访轮次
today-due = 今天可以走的 { $count } 户
today-no-lane = 没有巷名的户
today-group-count = { $count } 户
today-more-doors = 再看 { $count } 户
today-still-empty = 住户资料还没收到
today-still-empty-advice = 请连上网，稍等片刻；收到以后没有网也能用。
today-nothing-due = 现在没有要走的户
today-nothing-due-advice = 可以在“住户”里查看所有的户。
why-promised = 约定再访
why-never-reached = 还没走访过
why-attempted = 上次没遇到人
why-key-group-due = 重点人群该走访了
why-back-soon = 快回来了
why-other = { $code }

## 草稿

drafts-title = 有 { $count } 张没填完的表
draft-line = { $form } · { $at }
draft-here = 这里有没填完的走访，接着填
draft-restored = 已恢复上次没填完的内容。
draft-drop = 不要了，重填
form-visit = 走访
form-pledge = 承诺书
form-other = { $code }

## 住户列表

search-label = 按门牌、巷名、姓名或拼音查找
search-hint = 门牌、巷名、姓名、拼音
filters-label = 筛选
filter-promised = 约定再访
filter-key-group = 重点人群
doors-found = { $count } 户
doors-none = 没有找到
doors-none-advice = 换个写法，或者去掉筛选条件。
doors-clear = 清除条件
doors-empty = 这里还没有住户
doors-empty-advice = 请乡镇审核员导入您村的名册，然后同步。

## 一户

door-unknown = 找不到这一户
visit-title = 记一次走访
visit-other-outcome = 其他结果…
outcome-met = 见到人
outcome-nobody-home = 没人在家
outcome-declined = 拒绝走访
outcome-away = 外出未归
outcome-empty = 空房
outcome-moved = 已搬走
outcome-demolished = 已拆除
outcome-other = { $code }
pledge-start = 签承诺书
pledge-again = 再签一次承诺书
saved-here = 已保存在本机
saving = 正在保存……
history-title = 走访记录
history-none = 还没有记录。
history-own = 本人
history-when = { $at } · { $delivery }
history-retracted = 已撤回：{ $reason }
retract = 记错了，撤回
retract-reason = 为什么撤回
retract-confirm = 撤回这条记录
kind-pledge-signed = 签了承诺书
kind-pledge-declined = 不签承诺书
kind-pledge-withdrawn = 撤回承诺
kind-door-registered = 登记入册
kind-door-edited = 更正资料
kind-door-edited-fields = 更正：{ $fields }
kind-door-closed = 已注销
kind-fact-retracted = 撤回一条记录
kind-assignment-made = 分派
kind-area-defined = 区域设置
kind-round-opened = 开启轮次
kind-rule-set-adopted = 采用评分规则
kind-other = 其他记录
list-comma = 、
delivery-queued = 待上传
delivery-sent = 正在上传
delivery-received = 服务器已收到
delivery-held = 等审核员处理
delivery-quarantined = 服务器没有接受：{ $reason }
quarantine-unparsable = 内容读不懂
quarantine-too-large = 内容太大
quarantine-bad-proof = 签名核对不上
quarantine-unknown-version = 需要新版本
quarantine-unknown-log = 不在任何范围内
quarantine-id-reused = 编号重复
quarantine-other = { $code }
fields-title = 住户资料
field-name = 联系人
field-phone = 电话
field-adults = 成年人数
field-tags = 重点人群
field-responsible = 负责人
field-staff = 从业人数
field-lane = 巷路楼栋
field-number = 门牌号
field-grid = 网格
field-residence = 常住或外来
field-location = 位置
field-other = { $code }
field-empty = 没有填
field-edit = 更正
field-edit-label = 更正{ $field }
field-reason = 更正原因（可不填）
conflict-title = “{ $field }”有两种填法
conflict-advice = 两个人各改了一次，都留着。请点对的那一个。

## 走访表

visit-outcome = 结果
visit-adults-met = 见到几位成年人
visit-adults = 家里共有几位成年人
visit-topics = 讲了什么
visit-topics-more = 其他类型…
visit-notice = 市民告知书已交给住户
visit-revisit = 约定再访日期（可不填）
visit-away-until = 大约什么时候回来
visit-note = 备注（可不填）
visit-missing-outcome = 请先选结果。
visit-missing-away-until = 请填大约回来的日期。
visit-missing-other = 请补上：{ $code }
less = { $what }减一
more-of = { $what }加一

## 承诺书

pledge-leave = 交还工作人员
pledge-read-aloud = 读给我听
pledge-pause = 暂停
pledge-resume = 继续
pledge-no-voice = 这台设备没有中文语音，请工作人员读给住户听。
pledge-assisted = 工作人员已把全文读给签字人听
pledge-voluntary = 签不签由您自己决定，不签没有任何影响。
pledge-to-sign = 看完了，去签字
pledge-sign-title = 签字
pledge-signer = 签字人姓名
pledge-sign-here = 请用手指在白框里签名
signature-label = 手写签名
signature-clear = 重写
pledge-read-again = 再看一遍
pledge-missing-name = 请先填签字人姓名。
pledge-missing-signature = 请先在白框里签名。
pledge-to-confirm = 签好了，看一看
pledge-confirm-title = 请核对
pledge-confirm = 确认签署
pledge-sign-again = 返回重签
pledge-decline = 我不签了
pledge-decline-sure = 您决定不签，对吗？
pledge-decline-yes = 对，不签
pledge-signed = 签好了，谢谢您
pledge-number = 记录编号，可以抄下来
pledge-signed-advice = 已保存在本机。请把手机交还工作人员。
pledge-declined = 已记下您不签
pledge-declined-advice = 没有任何影响。请把手机交还工作人员。
pledge-finish = 完成

## 我的

me-sync = 同步
me-lists = 记录和待办
who-role = { $role } · { $area }
records-title = 我的记录
records-none = 还没有记录
records-none-advice = 在“住户”里选一户，记一次走访。
records-apart = 服务器没有接受的记录
export-unsent = 导出没上传的记录
conflicts-title = 待定的资料
conflicts-none = 没有待定的资料
conflicts-none-advice = 两个人改了同一项时，会列在这里。
settings-title = 语言和字号
settings-language = 语言
language-zh-cn = 中文
language-en = English
elder-mode = 长辈版
elder-mode-hint = 字更大，按钮更大
storage-title = 本机存储
storage-kept = 浏览器答应长期保存本应用的数据。
storage-not-promised = 浏览器没有答应长期保存。请把本页添加到主屏幕，并常常同步。
storage-used = 已用 { $used } MB，可用 { $granted } MB
feedback-title = 意见反馈
feedback-how = 有不好用的地方，请告诉乡镇审核员，并说明版本号。
feedback-version = 版本 { $version }
sign-out = 退出
sign-out-sure = 退出后，本机的资料会清空；没有上传完时不会退出。
sign-out-yes = 退出并清空

## 地图

map-legend = 图例
map-of-coverage = 各村走访率地图
map-of-doors = 住户地图
map-nearer = 放大
map-further = 缩小
map-whole = 显示全部
map-gesture-ctrl = 按住 Ctrl 键并滚动滚轮来缩放地图
map-gesture-cmd = 按住 ⌘ 键并滚动滚轮来缩放地图
map-gesture-fingers = 用两根手指移动地图
map-no-webgl = 这台电脑或手机画不出地图。同样的内容都在列表里。
map-not-loaded = 地图没有加载出来。同样的内容都在列表里；联网后重新打开本页可以再试。
map-no-outlines = 还没有各村的边界，所以没有地图。同样的内容都在列表里。
map-no-places = 本村的住户还没有位置，也没有村界，所以没有地图。名册里可以带上经度和纬度。
map-empty = 还没有可以画在地图上的住户
map-empty-do = 住户带有经纬度时会出现在这里。请在“住户”里查看全部住户。
map-here = { $count ->
    [1] 选中的住户
   *[other] 这里有 { $count } 户
}
map-here-close = 关闭
map-band-0 = 不到 60%
map-band-1 = 60% 起
map-band-2 = 80% 起
map-band-3 = 90% 起
map-band-4 = 95% 起
map-band-none = 没有住户

## 总览和村

desk-title = { $area }走访情况
desk-up = 返回总览
desk-links = 管理
desk-import = 导入名册
desk-people = 人员与设备
desk-percent = { $percent }%
desk-of = { $done } / { $of }
desk-nothing = —
desk-as-of = 截至 { $when } 同步（{ $ago }）。
desk-as-of-never = 还没有同步过：只含本机上的记录。
desk-unacknowledged = 其中 { $count } 条服务器还没收到。
desk-not-yet-counted = 另有 { $count } 户新登记，满 30 天或走访后计入。
desk-households = 住户走访率
desk-pledges = 承诺答复率
desk-units = 单位走访率
desk-adults = 成年人见面率
desk-signed = 已签 { $count } 户
desk-households-by-state = 住户按状态
desk-no-areas = 这台设备上还没有下级区域
desk-no-areas-do = 区域随第一次同步到达。请连上网，在“我的”里点“立即同步”。
desk-no-doors = 还没有登记住户
desk-no-doors-do = 请先导入一个村的名册，走访率就会出现在这里。
desk-table-caption = 未走访户数多的排在前面
desk-col-area = 区域
desk-col-grid = 网格
desk-col-coverage = 走访率
desk-col-reached = 已走访 / 应走访
desk-col-missing = 还差（户）
desk-col-pledges = 承诺答复率
desk-col-points = 得分
desk-no-round = 目前没有进行中的考评周期。
desk-round = { $name }：{ $first }至{ $last }
desk-map-title = 住户地图
desk-grids = 网格
desk-no-grids = 本村还没有划分网格。
desk-define-grid = 去划分网格
desk-missing-title = 还没走访的住户
desk-missing-count = 共 { $all } 户没有走访到，这里列出前 { $listed } 户。
desk-missing-none = 应走访的住户都走访到了
desk-missing-none-do = 新登记的住户和约定的回访会出现在“今日”里。
desk-windows = 翻页
desk-window = 第 { $first }–{ $last } 条，共 { $all } 条
desk-window-back = 上一页
desk-window-on = 下一页
desk-choose = 请选择
desk-grid-of = { $village } · { $grid }

## 得分

score-title = 得分
score-no-round = 没有进行中的考评周期，所以没有得分。
score-of-hundred = / 100 分
score-as-of = 截至 { $day }，按评分办法 { $rules } 计算
score-scaled = 只有合计 { $applicable } 分的指标适用，实得 { $earned } 分，再折算成 100 分。
score-silent = 有 { $count } 台设备很久没有同步：走访率在 { $low } 到 { $high } 之间，授牌按低的算。
score-township-gap = 乡镇的任务“{ $duty }”完成 { $done } / { $due }，不扣本村的分。
duty-inspection = 明察暗访
duty-activity = 集中宣传
duty-meeting = 例会
duty-group-message = 群推送
duty-parent-message = 家长群推送
duty-other = { $code }
score-blocked = 离“无诈村”还差
score-blocked-next = 离上一等次还差
score-blocked-points = 总分不够
score-blocked-victim-case = 本周期有被骗案件
score-blocked-suspect = 本周期有涉诈嫌疑人
score-blocked-den = 本周期有涉诈窝点
score-blocked-year-before-unknown = 不知道上一年的案件数，无法比较
score-blocked-cases-not-halved = 被骗案件没有比上一年减少一半
score-blocked-loss-not-halved = 损失金额没有比上一年减少一半
score-blocked-large-loss = 有单笔特别大的损失
score-blocked-cases-unread = 您看不到案件，这里不下等级结论
score-blocked-other = { $code }
score-blocked-floor = { $indicator }没有达到最低要求
tier-no-fraud = 无诈村
tier-on-track = 创建达标
tier-underway = 创建中
tier-other = { $code }
indicator-household-coverage = 住户走访率
indicator-pledges-answered = 承诺答复率
indicator-awareness = 知晓率
indicator-key-groups = 重点人群
indicator-publicity-points = 宣传阵地
indicator-activities = 集中宣传
indicator-group-messages = 群推送
indicator-case-handling = 案件倒查回访
indicator-inspections = 明察暗访
indicator-other = { $code }
indicator-not-applicable = 不适用
indicator-worth = / { $worth } 分
indicator-measured = { $done } / { $of }
indicator-missing = 缺 { $count }
indicator-note-no-household = 还没有计入的住户。
indicator-note-no-case = 本周期没有案件，这一项不计分。
indicator-note-no-inspection = 本周期还没有检查，这一项不计分。
indicator-note-no-key-group = 还没有标记重点人群，这一项不计分。
indicator-note-cases-unread = 您看不到案件，这里不计这一项。
indicator-note-review-unread = 您看不到检查，这里不计这一项。
indicator-note-nothing-due = 到目前为止没有到期的任务，这一项不计分。
indicator-note-nothing-registered = 还没有登记应设的宣传阵地，所以得 0 分。
indicator-note-no-sample = 还没有抽取知晓率样本，所以得 0 分。
indicator-note-sample-incomplete = 样本还没有问完，所以得 0 分。
indicator-note-small-village = 不到 50 户的村按缺的户数计分。
indicator-note-other = { $code }
indicator-evidence = 依据 { $count } 条记录
indicator-evidence-rest = 另有 { $count } 条。
next-step = 下一步：{ $step }，可得 { $gain } 分
next-step-visit = 再走访 { $count } 户
next-step-offer-pledge = 再请 { $count } 户答复承诺书
next-step-draw-sample = 抽取 { $count } 户的知晓率样本
next-step-ask-sample = 再问 { $count } 户样本
next-step-visit-key-group = 再走访 { $count } 户重点人群
next-step-register-point = 登记应设的宣传阵地
next-step-check-point = 再检查 { $count } 处宣传阵地
next-step-hold-activity = 再办 { $count } 次集中宣传
next-step-send-message = 再发 { $count } 次群推送
next-step-revisit-case = 再回访 { $count } 起案件
next-step-correct-finding = 再整改 { $count } 项问题
next-step-other = 再完成 { $count } 项

## 导入名册

roster-title = 导入名册
roster-lead = 选择村和名册文件，先看结果，确认后才写入。
roster-village = 村
roster-village-first = 请先选择村。
roster-file = 名册文件
roster-file-hint = Excel（xlsx、xls）、ods 或 CSV 文件，第一行是列名。
roster-unreadable = 这个文件读不出来。没有写入任何内容，请重新选择。
roster-columns = 名册里要有哪些列？
roster-columns-text = 必须有门牌号；可以有类型（住户或单位）、路巷或楼栋、户主或单位名称、电话、成年人数、常住或外来、标签、网格、经度、纬度、负责人、员工数。不要身份证号。
roster-judging = 正在检查 { $file }……
roster-preview-title = { $file } → { $village }
roster-rows = 文件行数
roster-new = 新增
roster-changed = 更改
roster-same = 不变
roster-rejected = 不能导入
roster-not-yet = 还没有写入任何内容。确认后，这些住户会登记到{ $village }。
roster-nothing = 没有可以写入的内容。请改好文件后重新选择。
roster-confirm = 写入 { $count } 户
roster-cancel = 换一个文件
roster-rejected-title = 不能导入的行（{ $count } 行）
roster-remarks-title = 提示（{ $count } 条），不影响导入
roster-col-row = 行
roster-col-column = 列
roster-col-reason = 原因
roster-col-value = 文件里的内容
roster-row = 第 { $row } 行
roster-writing = 正在写入 { $count } 户……请不要关闭本页。
roster-done = 已写入{ $village }：{ $count } 户
roster-done-sync = 已保存在本机，会自动上传。
roster-left-out = 有 { $count } 行没有导入。改好后可以再导入一次，已有的住户不会重复。
roster-download = 下载没有导入的行
roster-download-name = 没有导入的行.csv
roster-download-failed = 浏览器没能保存文件。名册已经写入，请换一个浏览器再下载。
roster-see = 查看{ $village }
roster-again = 再导入一个
roster-reason-number-missing = 没有门牌号
roster-reason-duplicate-in-file = 和文件里另一行是同一户
roster-reason-coordinates-swapped = 经度和纬度填反了
roster-reason-outside-county = 位置不在本县范围内
roster-reason-not-a-number = 应该填数字
roster-reason-unknown-kind = 类型应填“住户”或“单位”
roster-reason-unknown-grid = 没有这个网格
roster-reason-other = { $code }

## 人员

people-title = 人员与设备
people-accounts = 账号
people-no-accounts = 还没有别的账号
people-no-accounts-do = 请在下面新建账号，然后邀请。
people-col-name = 姓名
people-col-role = 身份
people-col-area = 区域
people-col-devices = 设备数
people-col-invite = 邀请
people-col-looks-after = 负责
people-invite = 邀请
people-invite-name = 邀请 { $name }
people-add = 新建账号
people-added = 已新建账号“{ $name }”。现在可以在上面的表里邀请。
account-name = 姓名
account-name-hint = 不能和已有账号同名
account-role = 身份
account-area = 区域
account-add = 新建
account-incomplete = 没有新建：请填写姓名，并选择身份和区域。
invite-title = 邀请 { $name }
invite-qr = 给 { $name } 的邀请二维码
invite-how = 请对方用手机扫码或打开链接。只打开不会用掉邀请，在手机上确认后才算加入。
invite-link = 邀请链接
invite-copy = 复制链接
invite-copied = 已复制
invite-copy-by-hand = 浏览器不让复制。请选中上面的链接自己复制。
invite-close = 收起
invite-expires = 有效期至 { $when }，只能用一次。
invite-no-qr = 链接太长，画不出二维码。请用链接。
people-assignments = 负责范围
people-assignments-note = 负责范围决定“今日”里先列哪些住户，不用来给人排名。
assign-none = 还没有指定谁负责哪里。
assign-title = 指定负责人
assign-account = 账号
assign-area = 村或网格
assign-from = 开始
assign-from-hint = 不填就从今天开始
assign-until = 结束
assign-until-hint = 不填就没有期限
assign-open-end = 没有期限
assign-save = 保存
assign-saved = 负责范围已保存
assign-incomplete = 没有保存：请选择账号和村或网格。
assign-bad-day = 没有保存：日期不对。
grid-title = 划分网格
grid-what = 网格是村里的一片住户，由一个人负责。
grid-village = 村
grid-name = 网格名称
grid-name-hint = 例如“第一网格”
grid-save = 保存网格
grid-saved = 网格“{ $name }”已保存
grid-incomplete = 没有保存：请选择村并填写名称。
people-devices = 设备
devices-none = 还没有设备加入
devices-none-do = 邀请一个账号，对方确认后，设备会出现在这里。
devices-col-device = 设备
devices-col-heard = 上次同步
devices-col-state = 状态
devices-never = 还没有同步过
devices-revoke = 停用
devices-revoke-of = 停用 { $name } 的设备 { $device }
devices-revoke-title = 停用这台设备？
devices-revoke-what = { $name } 的这台设备将不能再同步。已上传的记录都保留；还没上传的记录留在设备上，可以导出成文件。停用后不能恢复，要继续使用须重新邀请。
devices-revoke-yes = 停用
devices-revoke-no = 不停用
devices-revoked = { $when } 停用
