# 整个文件
file-too_big = 文件超过{ $limit }字节，请分成几份。
file-too_many_rows = 超过{ $limit }行，请分成几份。
file-too_many_columns = 超过{ $limit }列，请删去多余的列。
file-unpacked_too_big = 解压后超过{ $limit }字节，请另存为 CSV 再试。
file-too_many_entries = 文件里有超过{ $limit }个部件，请另存为 CSV 再试。
file-too_many_elements = 文件内部有超过{ $limit }个元素，请只留需要的行，另存为 CSV 再试。
file-too_much_text = 单元格的文字一共超过{ $limit }字，请分成几份。
file-too_costly = 读这个文件太费时间或内存，没有读。请新建一个文件，只粘贴需要的内容，另存为 .csv 或 .ics 再发。
file-unread = 文件没有读成，原因在我们这边。请过一会儿再发，仍不行请告诉管理员。
file-old_xls = 这是旧的 .xls 格式，请另存为 .xlsx 或 .csv。
file-encrypted = 文件加了密码，请先去掉密码。
file-not_xlsx = 这不是能打开的 .xlsx，请重新另存。
file-encoding = 文字编码认不出，请另存为 UTF-8 的 CSV。
file-empty = 文件是空的。
file-not_csv = 这不像表格文件，请用 .csv 或 .xlsx。
file-row_too_wide = 第{ $row }行比表头宽，多半是逗号没有加引号，请检查。
file-column_missing = 缺少“{ $column }”列。
file-column_twice = “{ $column }”列出现了两次，请留一列。

# 导入：逐行
import-error = ✗ { $row } { $column }“{ $value }”{ $said }
import-warning = ! { $row } { $column }“{ $value }”{ $said }
import-added = + { $row } 新增 { $name }
import-updated = ~ { $row } 更新 { $name }：{ $facts }
import-cancelled = - { $row } 取消 { $name }
import-details = 细节
problem-missing = →请填写
problem-too_long = →最多{ $limit }字
problem-characters = →含有控制字符，请重新输入
problem-repeated = →和第{ $row }行重复
problem-formula = →公式不会计算，请粘贴为数值
problem-cell_error = →单元格有错误，请改正
problem-cell_too_long = →单元格太长

# 命令行
import-dry-run = 试运行：没有写入。
import-batch = ✅ 批次{ $number }完成。撤销：python -m bot import undo { $number }
import-nothing = 没有变化，没有写入。
import-unknown-column = “{ $column }”列不认识，没有读取。
import-other-sheet = 工作表“{ $sheet }”没有读取，只读第一张。
