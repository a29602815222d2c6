INSERT INTO `matter` (`id`, `title`, `deadline`) VALUES (1, '修复水毁堤防', '2026-08-31');
INSERT INTO `matter` (`id`, `title`, `deadline`) VALUES (2, '更新排涝泵站机组', '2026-10-31');
